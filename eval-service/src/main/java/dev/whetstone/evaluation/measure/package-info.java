/** The way from a claimed evaluation to graded arms: what a suite of this size can show, which answers each arm needs, their results. */
package dev.whetstone.evaluation.measure;
