package dev.whetstone.engine.generate;

import java.lang.foreign.MemorySegment;

/**
 * What the tokens of a row of logits weigh: {@code exp((x - largest) / temperature)}, so the likeliest weighs 1. Room for one row after
 * the other, for one thread.
 */
final class TokenWeights {

    private static final int BLOCK = 1024;
    private static final double COLDEST =
            1e-30; // its inverse is a float32 still; the likeliest token has all the weight long before

    private final RowMath math;
    private final LargestValues largest;
    private float[] weights = new float[0];
    private float[] blocks = new float[0];
    private int size;
    private double total;

    TokenWeights(RowMath math) {
        this.math = math;
        this.largest = new LargestValues(math);
    }

    /** @param most the largest of the logits, a finite number */
    TokenWeights weigh(MemorySegment row, int size, float most, double temperature) {
        if (weights.length < size) {
            weights = new float[size];
            blocks = new float[(size + BLOCK - 1) / BLOCK];
        }
        this.size = size;
        float scale = (float) (1 / Math.max(temperature, COLDEST));
        total = 0;
        for (int from = 0; from < size; from += BLOCK) {
            float sum = math.exponentiate(row, from, Math.min(from + BLOCK, size), most, scale, weights);
            blocks[from / BLOCK] = sum;
            total += sum;
        }
        return this;
    }

    int size() {
        return size;
    }

    double total() {
        return total;
    }

    /** The tokens that weigh at least so much, until it is called again. */
    LargestValues atLeast(double weight) {
        return largest.find((float) weight, weights, size);
    }

    /** One of all tokens, each as often as it weighs. @param at from 0 to 1 */
    int draw(double at) {
        double left = at * total;
        int block = 0;
        int last = 0; // the last block with any weight: rounding may leave a little over
        while (block * BLOCK < size && left >= 0) {
            last = blocks[block] > 0 ? block : last;
            left -= blocks[block++];
        }
        return draw(last * BLOCK, Math.min((last + 1) * BLOCK, size), left + blocks[last]);
    }

    private int draw(int from, int to, double weight) {
        double left = weight;
        int last = from;
        for (int token = from; token < to; token++) {
            left -= weights[token];
            last = weights[token] > 0 ? token : last;
            if (left < 0) {
                return token;
            }
        }
        return last;
    }
}
