package dev.whetstone.contracts.serving;

import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.Require;
import dev.whetstone.contracts.TaskName;

/**
 * No alias points at the adapter any more and its last request has ended: its memory was freed.
 *
 * @param freedBytes of weights
 */
public record AdapterEvicted(TaskName task, String replica, Digest adapter, long freedBytes) implements ServingEvent {

    public AdapterEvicted {
        Require.present("task", task);
        Require.text("replica", replica);
        Require.present("adapter", adapter);
        Require.atLeast("freedBytes", freedBytes, 0);
    }
}
