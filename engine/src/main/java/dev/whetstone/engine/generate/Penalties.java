package dev.whetstone.engine.generate;

/**
 * What makes tokens that were there less likely.
 *
 * @param repetition divides positive logits and multiplies negative ones of every token of prompt and completion (Keskar et al. 2019);
 *     1 changes nothing
 * @param presence taken once from the logit of every token of the completion, OpenAI's formula; 0 changes nothing
 * @param frequency taken from the logit of a token of the completion as often as it is there; 0 changes nothing
 */
public record Penalties(double repetition, double presence, double frequency) {

    public static final Penalties NONE = new Penalties(1, 0, 0);

    public Penalties {
        Sampling.require(
                repetition > 0 && repetition <= 10,
                "repetition penalty",
                repetition,
                "above 0 and at most 10; 1 is none");
        Sampling.require(presence >= -2 && presence <= 2, "presence penalty", presence, "between -2 and 2");
        Sampling.require(frequency >= -2 && frequency <= 2, "frequency penalty", frequency, "between -2 and 2");
    }

    boolean repeats() {
        return repetition != 1;
    }

    boolean counts() {
        return presence != 0 || frequency != 0;
    }
}
