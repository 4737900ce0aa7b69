/** What the metrics of every service share. A service registers its own where the thing happens that they tell of. */
package dev.whetstone.metrics;
