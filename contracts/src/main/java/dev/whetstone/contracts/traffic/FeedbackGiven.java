package dev.whetstone.contracts.traffic;

import dev.whetstone.contracts.Require;
import dev.whetstone.contracts.TaskName;

/** What a caller thought of an answer. */
public record FeedbackGiven(TaskName task, String requestId, boolean good) implements TrafficEvent {

    public FeedbackGiven {
        Require.present("task", task);
        Require.text("requestId", requestId);
    }
}
