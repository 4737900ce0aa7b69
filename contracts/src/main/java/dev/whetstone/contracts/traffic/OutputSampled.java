package dev.whetstone.contracts.traffic;

import dev.whetstone.contracts.ArtifactRef;
import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.Require;
import dev.whetstone.contracts.TaskName;

import java.util.Optional;

/**
 * One answer of live traffic, chosen for scoring.
 *
 * @param adapter what answered; empty for the base
 * @param revision of the serving state under which it answered
 * @param exchange JSON {@code {"messages":[...],"output":"..."}}, sealed to eval-service
 */
public record OutputSampled(
        TaskName task,
        String requestId,
        Digest base,
        Optional<Digest> adapter,
        long revision,
        ArtifactRef exchange,
        int promptTokens,
        int completionTokens)
        implements TrafficEvent {

    public OutputSampled {
        Require.present("task", task);
        Require.text("requestId", requestId);
        Require.present("base", base);
        Require.present("adapter", adapter);
        Require.atLeast("revision", revision, 1);
        Require.present("exchange", exchange);
        Require.atLeast("promptTokens", promptTokens, 0);
        Require.atLeast("completionTokens", completionTokens, 0);
    }
}
