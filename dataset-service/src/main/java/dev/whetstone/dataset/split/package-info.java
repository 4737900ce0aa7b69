/**
 * Which row goes into which split, and whether the splits are apart: rows that belong together stay together, a row keeps its split for
 * ever, labels are spread evenly, and what is held out is never among what is trained on.
 */
package dev.whetstone.dataset.split;
