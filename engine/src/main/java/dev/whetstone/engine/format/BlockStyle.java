package dev.whetstone.engine.format;

/**
 * What the blocks of a family are made of, beyond {@code x += o(attention(qkv(norm(x)))); x += down(act(gate)·up)}.
 *
 * @param queryKeyValueBias whether these three projections add a bias
 * @param queryKeyNorm whether each head's query and key pass a norm of its own before they are turned (Henry et al. 2020)
 * @param normsAfter whether what attention and the feed-forward layer give passes a norm before it is added (Ding et al. 2021, sandwich)
 * @param scaleAroundOne whether norms store their scale less one
 * @param embeddingScale factor of the embedding
 * @param attentionScale factor of query times key
 */
public record BlockStyle(
        boolean queryKeyValueBias,
        boolean queryKeyNorm,
        boolean normsAfter,
        boolean scaleAroundOne,
        Activation activation,
        double embeddingScale,
        double attentionScale) {

    /** As Llama has them. */
    public static BlockStyle plain(int headDimension) {
        return new BlockStyle(false, false, false, false, Activation.SILU, 1, 1 / Math.sqrt(headDimension));
    }

    public BlockStyle withQueryKeyValueBias() {
        return new BlockStyle(
                true, queryKeyNorm, normsAfter, scaleAroundOne, activation, embeddingScale, attentionScale);
    }

    public BlockStyle withQueryKeyNorm() {
        return new BlockStyle(
                queryKeyValueBias, true, normsAfter, scaleAroundOne, activation, embeddingScale, attentionScale);
    }
}
