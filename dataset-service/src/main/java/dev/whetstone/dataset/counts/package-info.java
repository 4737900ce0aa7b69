/** Metrics that are counted from this service's rows. */
package dev.whetstone.dataset.counts;
