package dev.whetstone.cli.report;

import java.util.Locale;

/** The style class of an outcome. */
final class Tone {

    private Tone() {}

    static String of(String outcome) {
        return switch (outcome.toUpperCase(Locale.ROOT)) {
            case "JUSTIFIED",
                    "PROMOTED",
                    "SUCCEEDED",
                    "FINISHED",
                    "PROMPT_SUFFICES",
                    "SCHEMA_SUFFICES",
                    "FEW_SHOT_SUFFICES",
                    "CLOSED" -> "good";
            case "REJECTED", "FAILED", "DIVERGED", "OPEN" -> "bad";
            case "INCONCLUSIVE" -> "warn";
            default -> "";
        };
    }
}
