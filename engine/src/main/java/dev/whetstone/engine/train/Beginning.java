package dev.whetstone.engine.train;

import dev.whetstone.engine.AdapterException;
import dev.whetstone.engine.adapter.LoraLayout;
import dev.whetstone.engine.adapter.LoraPlace;
import dev.whetstone.engine.adapter.PeftAdapter;
import dev.whetstone.engine.format.ModelConfig;
import dev.whetstone.engine.format.Sha256;

import java.nio.file.Path;

/** What training begins with. Preferences refer to it (DPO, KTO), and step 0 of the curve is its loss. */
public sealed interface Beginning {

    /** A new adapter, which does nothing: the base. */
    record Fresh() implements Beginning {}

    /**
     * An adapter that exists already; the recipe must say the same of ranks, scales and targets.
     *
     * @param adapter its directory in PEFT's layout
     */
    record Continued(Path adapter) implements Beginning {

        private void requireFits(LoraLayout planned, LoraLayout found) {
            if (planned.dora() != found.dora()) {
                throw differs(
                        planned.places().getFirst(),
                        planned.dora()
                                ? "the recipe has magnitudes (DoRA), the adapter has none"
                                : "the adapter has magnitudes (DoRA), the recipe has none");
            }
            for (LoraPlace place : planned.places()) {
                LoraPlace other = found.find(place.layer(), place.target())
                        .orElseThrow(() -> differs(place, "the adapter has nothing there"));
                if (other.rank() != place.rank()) {
                    throw differs(
                            place, "rank is " + place.rank() + " in the recipe, " + other.rank() + " in the adapter");
                }
                if (other.scale() != place.scale()) {
                    throw differs(
                            place,
                            "the update is scaled by " + place.scale() + " in the recipe, by " + other.scale()
                                    + " in the adapter (alpha and rank, or rslora)");
                }
            }
            for (LoraPlace place : found.places()) {
                if (planned.find(place.layer(), place.target()).isEmpty()) {
                    throw differs(place, "the recipe does not train it, the adapter has it");
                }
            }
        }

        private InvalidRecipeException differs(LoraPlace place, String how) {
            return new InvalidRecipeException("training cannot go on from " + adapter + ": at " + place.path() + " "
                    + how + "; give the recipe the rank, alpha and targets of that adapter");
        }
    }

    /**
     * That training can begin with it.
     *
     * @throws AdapterException when an adapter to go on from is not whole, or of another base
     * @throws InvalidRecipeException naming the first module at which it is not what the recipe says
     */
    default void require(LoraLayout planned, ModelConfig base) {
        switch (this) {
            case Fresh _ -> {} // the recipe says it all
            case Continued continued -> {
                try (PeftAdapter found = PeftAdapter.open(continued.adapter(), base)) {
                    continued.requireFits(planned, found.layout());
                }
            }
        }
    }

    /** Digest of the factors it begins with; empty for a new adapter, whose factors follow from the seed. */
    default String digest() {
        return switch (this) {
            case Fresh _ -> "";
            case Continued continued -> Sha256.of(continued.adapter().resolve(PeftAdapter.WEIGHTS_FILE));
        };
    }
}
