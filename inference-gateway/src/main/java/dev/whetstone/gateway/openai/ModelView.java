package dev.whetstone.gateway.openai;

import dev.whetstone.contracts.Digest;
import dev.whetstone.gateway.routing.ModelCard;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * OpenAI's {@code model}, with vLLM's {@code root} and {@code parent}.
 *
 * @param root digest of what answers
 * @param parent the base's name, for an adapter
 */
record ModelView(
        String id, String object, long created, String ownedBy, String root, Optional<String> parent, State whetstone) {

    /** @param schemaDigest of the schema that answers are held to, unless a request asks for another format */
    record State(
            String state,
            Digest baseDigest,
            Optional<Digest> adapterDigest,
            Optional<Digest> schemaDigest,
            long revision,
            Optional<String> refusal) {}

    /** OpenAI's list. */
    record Page(String object, List<ModelView> data) {

        static Page of(List<ModelView> models) {
            return new Page("list", models);
        }
    }

    static ModelView of(ModelCard card, String baseName, long created) {
        return new ModelView(
                card.name(),
                "model",
                created,
                "whetstone",
                card.adapter().orElse(card.base()).value(),
                card.adapter().map(_ -> baseName),
                new State(
                        card.readiness().name().toLowerCase(Locale.ROOT),
                        card.base(),
                        card.adapter(),
                        card.schema(),
                        card.revision(),
                        card.refusal()));
    }
}
