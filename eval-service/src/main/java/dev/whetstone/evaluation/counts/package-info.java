/** Metrics that are counted from this service's rows, and the meters that every task has from its beginning. */
package dev.whetstone.evaluation.counts;
