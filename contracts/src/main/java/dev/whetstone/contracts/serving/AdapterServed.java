package dev.whetstone.contracts.serving;

import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.Require;
import dev.whetstone.contracts.TaskName;

import java.time.Duration;

/**
 * A replica verified an adapter, loaded it and answers with it from now on.
 *
 * @param revision of the serving state that asked for it
 * @param alias {@code stable} or {@code candidate}
 * @param took from the event's arrival to the first request it could answer
 */
public record AdapterServed(TaskName task, String replica, Digest adapter, long revision, String alias, Duration took)
        implements ServingEvent {

    public AdapterServed {
        Require.present("task", task);
        Require.text("replica", replica);
        Require.present("adapter", adapter);
        Require.atLeast("revision", revision, 1);
        Require.text("alias", alias);
        Require.present("took", took);
    }
}
