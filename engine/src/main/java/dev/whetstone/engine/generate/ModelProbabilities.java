package dev.whetstone.engine.generate;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/**
 * What the model itself makes of a row, kept before anything changes its logits: {@code log softmax(x)[t] = x[t] - largest - log Σ exp(x -
 * largest)}.
 */
final class ModelProbabilities {

    private static final float[] LOOKS = {4, 16, 64, Float.POSITIVE_INFINITY}; // below the largest

    private final float[] logits;
    private final double logSum;
    private final Likeliest likeliest;

    /** @param count of the likeliest that are wanted */
    ModelProbabilities(
            MemorySegment row, int size, float largest, TokenWeights weights, LargestValues search, int count) {
        this.logits = row.asSlice(0, (long) size * Float.BYTES).toArray(ValueLayout.JAVA_FLOAT);
        this.logSum = largest + Math.log(weights.weigh(row, size, largest, 1).total());
        this.likeliest = likeliest(largest, search, count);
    }

    private Likeliest likeliest(float largest, LargestValues search, int count) {
        for (float look : LOOKS) {
            float limit = Math.max(largest - look, -Float.MAX_VALUE); // minus infinity has no probability
            if (search.find(limit, logits, logits.length).count() >= count) {
                break;
            }
        }
        return search.sorted().first(count);
    }

    /** @param bytes what a token stands for */
    LogProbabilities of(int chosen, IntFunction<byte[]> bytes) {
        List<TokenLogProbability> most = new ArrayList<>();
        for (int token : likeliest.tokens()) {
            most.add(one(token, bytes));
        }
        return new LogProbabilities(one(chosen, bytes), most);
    }

    private TokenLogProbability one(int token, IntFunction<byte[]> bytes) {
        return new TokenLogProbability(token, bytes.apply(token), logits[token] - logSum);
    }
}
