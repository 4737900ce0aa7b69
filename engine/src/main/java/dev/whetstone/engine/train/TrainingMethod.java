package dev.whetstone.engine.train;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** What a run learns from its rows, with the settings of that alone. Sealed: {@link Objective} has the formula of each. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = TrainingMethod.Supervised.class, name = "supervised"),
    @JsonSubTypes.Type(value = TrainingMethod.Dpo.class, name = "dpo"),
    @JsonSubTypes.Type(value = TrainingMethod.Orpo.class, name = "orpo"),
    @JsonSubTypes.Type(value = TrainingMethod.Kto.class, name = "kto")
})
public sealed interface TrainingMethod {

    double DEFAULT_BETA = 0.1;

    /** Says what the chats say: {@link TrainingChat}. */
    record Supervised() implements TrainingMethod {}

    /**
     * Prefers one answer to another: {@link PreferencePair} (Rafailov et al. 2023).
     *
     * @param beta how dear it is to stray from the model that training began with, in (0, 2]
     */
    record Dpo(double beta) implements TrainingMethod {

        public Dpo {
            requireBeta(beta);
        }

        @JsonCreator
        static Dpo of(@JsonProperty("beta") Double beta) {
            return new Dpo(beta == null ? DEFAULT_BETA : beta);
        }
    }

    /**
     * Says the preferred answers and prefers them to the others, without a reference: {@link PreferencePair} (Hong et al. 2024).
     *
     * @param beta weight of the preference beside the likelihood, λ in the paper, in (0, 2]
     */
    record Orpo(double beta) implements TrainingMethod {

        public Orpo {
            requireBeta(beta);
        }

        @JsonCreator
        static Orpo of(@JsonProperty("beta") Double beta) {
            return new Orpo(beta == null ? DEFAULT_BETA : beta);
        }
    }

    /**
     * Makes wanted answers likelier and unwanted ones less likely: {@link JudgedAnswer} (Ethayarajh et al. 2024).
     *
     * @param beta how dear it is to stray from the model that training began with, in (0, 2]
     */
    record Kto(double beta) implements TrainingMethod {

        public Kto {
            requireBeta(beta);
        }

        @JsonCreator
        static Kto of(@JsonProperty("beta") Double beta) {
            return new Kto(beta == null ? DEFAULT_BETA : beta);
        }
    }

    /** As in JSON and on the command line. */
    default String type() {
        return switch (this) {
            case Supervised _ -> "supervised";
            case Dpo _ -> "dpo";
            case Orpo _ -> "orpo";
            case Kto _ -> "kto";
        };
    }

    private static void requireBeta(double beta) {
        if (!(beta > 0 && beta <= 2)) {
            throw new IllegalArgumentException("beta is " + beta + ": it must be above 0 and at most 2");
        }
    }
}
