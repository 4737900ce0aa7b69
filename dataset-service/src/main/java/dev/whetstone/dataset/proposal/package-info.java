/**
 * Failures that eval-service proposes as regression samples. The consumer writes a row; a worker takes the samples in and publishes the
 * next version. Emits RegressionSamplesAdded and, through the version, DatasetVersionPublished.
 */
package dev.whetstone.dataset.proposal;
