package dev.whetstone.contracts.evaluation;

import dev.whetstone.contracts.Require;
import dev.whetstone.contracts.TaskName;

import java.time.Instant;

/**
 * An alert from outside fired for a task, one of those that may ask for a retraining. Told once for each fingerprint and start.
 *
 * @param name the rule's, such as {@code WhetstoneQualityDegraded}
 * @param fingerprint of the alert's labels, as Alertmanager computes it
 * @param startsAt since when it fires
 */
public record RetrainingAlerted(TaskName task, String name, String fingerprint, Instant startsAt)
        implements EvaluationEvent {

    public RetrainingAlerted {
        Require.present("task", task);
        Require.text("name", name);
        Require.text("fingerprint", fingerprint);
        Require.present("startsAt", startsAt);
    }
}
