package dev.whetstone.evaluation.report;

import dev.whetstone.contracts.Require;

/** No output came: a time-out, a refusal of the gateway. The run is incomplete until it does. */
public record Unanswered(int repeat, String reason) implements OutputResult {

    public Unanswered {
        Require.atLeast("repeat", repeat, 0);
        Require.text("reason", reason);
    }
}
