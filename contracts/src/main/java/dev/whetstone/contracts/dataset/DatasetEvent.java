package dev.whetstone.contracts.dataset;

import dev.whetstone.contracts.Event;

/** Topic {@code whetstone.dataset.events.v1}, written by dataset-service. */
public sealed interface DatasetEvent extends Event
        permits DatasetVersionPublished, DatasetVersionRejected, RegressionSamplesAdded {}
