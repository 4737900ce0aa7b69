/**
 * Nearly equal texts: words, five-word shingles, MinHash bands to find candidates and the exact Jaccard similarity to decide
 * (Broder 1997; bands as in Leskovec, Rajaraman, Ullman, Mining of Massive Datasets, ch. 3).
 */
package dev.whetstone.dataset.similarity;
