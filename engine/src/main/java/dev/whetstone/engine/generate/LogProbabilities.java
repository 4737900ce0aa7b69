package dev.whetstone.engine.generate;

import java.util.List;

/**
 * What the model itself made of one place in a completion: the logarithm of the softmax of its logits, before schema, bias, penalties and
 * temperature had their say. So it tells what the model knows, and is the same whatever the sampling.
 *
 * @param chosen the token that was taken; it need not be among the likeliest
 * @param likeliest as many as were asked for, the likeliest first, equal ones by their id
 */
public record LogProbabilities(TokenLogProbability chosen, List<TokenLogProbability> likeliest) {

    public LogProbabilities {
        likeliest = List.copyOf(likeliest);
    }
}
