/** Rows against each other, before they are split: the same row again, one id twice, one prompt with two answers, one answer for all. */
package dev.whetstone.dataset.compare;
