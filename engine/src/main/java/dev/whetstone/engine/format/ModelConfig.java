package dev.whetstone.engine.format;

import java.nio.file.Path;
import java.util.List;

/**
 * The shape of a Llama model (Touvron et al. 2023; grouped-query attention: Ainslie et al. 2023).
 *
 * @param vocabularySize rows of the embedding
 * @param intermediateSize width of the feed-forward layer
 * @param heads query heads; a multiple of {@code keyValueHeads}
 * @param contextLength positions the model was made for, prompt and completion together
 * @param bosToken token that begins a text, or -1
 * @param eosTokens tokens that end a generation
 * @param tiedHead whether the output matrix is the embedding
 */
public record ModelConfig(
        int vocabularySize,
        int hiddenSize,
        int intermediateSize,
        int layers,
        int heads,
        int keyValueHeads,
        int headDimension,
        int contextLength,
        double ropeTheta,
        RopeScaling ropeScaling,
        double rmsNormEpsilon,
        boolean tiedHead,
        int bosToken,
        List<Integer> eosTokens) {

    public static final String FILE_NAME = "config.json";

    public ModelConfig {
        eosTokens = List.copyOf(eosTokens);
        require(heads % keyValueHeads == 0, "heads " + heads + " is no multiple of key-value heads " + keyValueHeads);
        require(headDimension % 2 == 0, "head dimension " + headDimension + " is odd: it cannot be rotated in pairs");
    }

    /**
     * Reads {@code config.json} and, for the tokens that end a generation, {@code generation_config.json}.
     *
     * @throws ModelFormatException when the model is not a plain Llama; the message names what is not supported
     */
    public static ModelConfig read(Path directory) {
        return ModelConfigReader.read(directory);
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

    /** Angle by which a pair turns for each position, scaling applied; headDimension / 2 values (Su et al. 2021). */
    public float[] inverseFrequencies() {
        float[] frequencies = new float[headDimension / 2];
        for (int i = 0; i < frequencies.length; i++) {
            double frequency = 1 / Math.pow(ropeTheta, 2.0 * i / headDimension);
            frequencies[i] = (float) ropeScaling.scale(frequency);
        }
        return frequencies;
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
