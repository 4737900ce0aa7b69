package dev.whetstone.contracts.serving;

import dev.whetstone.contracts.Require;
import dev.whetstone.contracts.TaskName;

import java.util.Optional;

/**
 * The aliases of a task moved.
 *
 * @param revision rises by one with each move; a gateway never applies a lower one
 * @param stable answers {@code task@stable}
 * @param candidate answers {@code task@candidate}, under judgement
 * @param previous what a rollback goes back to
 * @param sampledShare of stable traffic that is published for scoring, in [0, 1]
 * @param reason one sentence for a person
 */
public record ServingChanged(
        TaskName task,
        long revision,
        ServedModel stable,
        Optional<ServedModel> candidate,
        Optional<ServedModel> previous,
        double sampledShare,
        String reason)
        implements ServingState {

    public ServingChanged {
        Require.present("task", task);
        Require.atLeast("revision", revision, 1);
        Require.present("stable", stable);
        Require.present("candidate", candidate);
        Require.present("previous", previous);
        Require.share("sampledShare", sampledShare);
        Require.text("reason", reason);
    }
}
