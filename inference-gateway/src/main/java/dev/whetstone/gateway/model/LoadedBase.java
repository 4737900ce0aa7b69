package dev.whetstone.gateway.model;

import dev.whetstone.contracts.Digest;
import dev.whetstone.engine.LanguageModel;
import dev.whetstone.engine.generate.GenerationScheduler;

/**
 * The base model, ready to answer.
 *
 * @param longest tokens of prompt and completion together
 */
public record LoadedBase(
        String name, BaseIdentity identity, LanguageModel model, GenerationScheduler scheduler, int longest) {

    /** What every answer, listing and event calls it. */
    public Digest digest() {
        return identity.served();
    }
}
