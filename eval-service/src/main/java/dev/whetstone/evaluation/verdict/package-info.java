/** The verdicts that were given over adapters: the evidence that a promotion must cite. Written by {@code judge}. */
package dev.whetstone.evaluation.verdict;
