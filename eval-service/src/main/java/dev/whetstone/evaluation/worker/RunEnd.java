package dev.whetstone.evaluation.worker;

import java.time.Duration;
import java.util.List;

/** What became of one attempt. Sealed: there is no way to end without saying which. */
public sealed interface RunEnd {
    /** Of every way to end. */
    List<String> LABELS = List.of("completed", "superseded", "later", "away", "again", "hopeless");

    /** There is a result. {@code commit} records it and all that follows from it, in one transaction, if the claim still holds then. */
    record Completed(Runnable commit) implements RunEnd {}

    /** There is nothing to measure: another evaluation did. */
    record Superseded(String reason) implements RunEnd {}

    /** Something outside has to happen first; not the evaluation's fault. */
    record Later(Duration pause, String reason) implements RunEnd {}

    /** The gateway or the artifact store is away: look again after a while, for as long as it takes. */
    record Away(String reason) implements RunEnd {}

    /** Something failed that may succeed in another attempt; attempts are bounded. */
    record Again(String reason) implements RunEnd {}

    /** No attempt can succeed. */
    record Hopeless(String reason) implements RunEnd {}

    /** Tag value; dashboards depend on it. */
    default String label() {
        return switch (this) {
            case Completed _ -> "completed";
            case Superseded _ -> "superseded";
            case Later _ -> "later";
            case Away _ -> "away";
            case Again _ -> "again";
            case Hopeless _ -> "hopeless";
        };
    }
}
