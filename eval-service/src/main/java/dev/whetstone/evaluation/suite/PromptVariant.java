package dev.whetstone.evaluation.suite;

import dev.whetstone.contracts.Require;

/** One wording of a baseline's system prompt. */
public record PromptVariant(String name, String system) {

    public PromptVariant {
        Require.text("name", name);
        Require.text("system", system);
    }
}
