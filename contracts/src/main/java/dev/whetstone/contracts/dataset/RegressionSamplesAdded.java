package dev.whetstone.contracts.dataset;

import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.EventId;
import dev.whetstone.contracts.Require;
import dev.whetstone.contracts.TaskName;

/**
 * Failures became regression samples, untrainable for ever. The version that holds them is published next.
 *
 * @param proposal the event that proposed them
 * @param added samples that were new
 * @param total regression samples of the task now
 * @param version the dataset version that holds them
 */
public record RegressionSamplesAdded(TaskName task, EventId proposal, int added, int total, Digest version)
        implements DatasetEvent {

    public RegressionSamplesAdded {
        Require.present("task", task);
        Require.present("proposal", proposal);
        Require.atLeast("added", added, 0);
        Require.atLeast("total", total, added);
        Require.present("version", version);
    }
}
