package dev.whetstone.engine.format;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The shape of a decoder-only transformer (Vaswani et al. 2017; grouped-query attention: Ainslie et al. 2023), whatever its family.
 *
 * @param family as {@code model_type} names it
 * @param vocabularySize rows of the embedding
 * @param intermediateSize width of the feed-forward layer
 * @param shapes how each layer attends, from the first
 * @param heads query heads; a multiple of {@code keyValueHeads}
 * @param contextLength positions the model was made for, prompt and completion together
 * @param bosToken token that begins a text, or -1
 * @param eosTokens tokens that end a generation
 * @param tiedHead whether the output matrix is the embedding
 */
public record ModelConfig(
        String family,
        int vocabularySize,
        int hiddenSize,
        int intermediateSize,
        List<LayerShape> shapes,
        int heads,
        int keyValueHeads,
        int headDimension,
        int contextLength,
        BlockStyle style,
        double rmsNormEpsilon,
        boolean tiedHead,
        int bosToken,
        List<Integer> eosTokens) {

    public static final String FILE_NAME = "config.json";

    private static final int MOST_WIDTH = 1 << 24;
    private static final int MOST_HEAD = 1 << 13;

    public ModelConfig {
        shapes = List.copyOf(shapes);
        eosTokens = List.copyOf(eosTokens);
        require(
                (long) heads * headDimension <= MOST_WIDTH,
                heads + " heads of " + headDimension + " are wider than " + MOST_WIDTH);
        require(
                headDimension >= 2 && headDimension <= MOST_HEAD,
                "head dimension " + headDimension + " is not between 2 and " + MOST_HEAD);
        require(
                rmsNormEpsilon > 0 && Double.isFinite(rmsNormEpsilon),
                "epsilon of the norms " + rmsNormEpsilon + " is not a positive number");
        require(heads % keyValueHeads == 0, "heads " + heads + " is no multiple of key-value heads " + keyValueHeads);
        require(headDimension % 2 == 0, "head dimension " + headDimension + " is odd: it cannot be rotated in pairs");
        for (LayerShape shape : Set.copyOf(shapes)) {
            shape.rope().ifPresent(rope -> requireFinite(rope, headDimension));
        }
        for (int token : eosTokens) {
            require(
                    token < vocabularySize,
                    "token " + token + ", which ends a generation, is not in a vocabulary of " + vocabularySize);
        }
    }

    /** A Llama (Touvron et al. 2023): all layers alike. */
    public static ModelConfig llama(
            int vocabularySize,
            int hiddenSize,
            int intermediateSize,
            int layers,
            int heads,
            int keyValueHeads,
            int headDimension,
            int contextLength,
            Rope rope,
            double rmsNormEpsilon,
            boolean tiedHead,
            int bosToken,
            List<Integer> eosTokens) {
        LayerShape shape = new LayerShape(Optional.of(rope), LayerShape.EVERYTHING);
        return new ModelConfig(
                "llama",
                vocabularySize,
                hiddenSize,
                intermediateSize,
                Collections.nCopies(layers, shape),
                heads,
                keyValueHeads,
                headDimension,
                contextLength,
                BlockStyle.plain(headDimension),
                rmsNormEpsilon,
                tiedHead,
                bosToken,
                eosTokens);
    }

    public int layers() {
        return shapes.size();
    }

    public LayerShape shape(int layer) {
        return shapes.get(layer);
    }

    /** Each way of turning that some layer has, once. */
    public List<Rope> ropes() {
        return shapes.stream()
                .flatMap(shape -> shape.rope().stream())
                .distinct()
                .toList();
    }

    /** Query heads that share one key-value head. */
    public int groupSize() {
        return heads / keyValueHeads;
    }

    /** Width of all query heads together. */
    public int queryWidth() {
        return heads * headDimension;
    }

    /** Width of all key-value heads together. */
    public int keyValueWidth() {
        return keyValueHeads * headDimension;
    }

    private static void requireFinite(Rope rope, int headDimension) {
        for (float frequency : rope.frequencies(headDimension)) {
            require(Float.isFinite(frequency), rope + " turns by " + frequency);
        }
        double magnitude = rope.scaling().magnitude();
        require(Float.isFinite((float) magnitude), rope + " stretches by " + magnitude);
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
