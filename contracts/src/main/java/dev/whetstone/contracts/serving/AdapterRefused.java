package dev.whetstone.contracts.serving;

import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.Require;
import dev.whetstone.contracts.TaskName;

/** A replica will not serve an adapter; it goes on with what it served before. */
public record AdapterRefused(
        TaskName task, String replica, Digest adapter, long revision, RefusalReason reason, String message)
        implements ServingEvent {

    public AdapterRefused {
        Require.present("task", task);
        Require.text("replica", replica);
        Require.present("adapter", adapter);
        Require.atLeast("revision", revision, 1);
        Require.present("reason", reason);
        Require.text("message", message);
    }
}
