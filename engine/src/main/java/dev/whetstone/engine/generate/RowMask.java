package dev.whetstone.engine.generate;

import dev.whetstone.engine.constrain.TokenMask;
import dev.whetstone.engine.torch.Backend;
import dev.whetstone.engine.torch.NativeData;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * Takes the tokens that are not allowed out of a row of logits: theirs become minus infinity. Those of the tokens allowed stay, finite or
 * not.
 */
record RowMask(Backend backend) {

    private static final float[] BANNED = banned();

    /** @param row (V), float32, changed */
    void apply(Tensor row, TokenMask allowed) {
        if (backend.onHost()) {
            onHost(row, allowed);
        } else {
            anywhere(row, allowed);
        }
    }

    static void onHost(Tensor row, TokenMask allowed) {
        MemorySegment logits = NativeData.span(row);
        int size = Math.toIntExact(row.size(0));
        for (int first = 0; first < size; first += BANNED.length) {
            int count = Math.min(BANNED.length, size - first);
            long banned = ~allowed.word(first);
            if (banned == -1L) {
                MemorySegment.copy(BANNED, 0, logits, ValueLayout.JAVA_FLOAT, (long) first * Float.BYTES, count);
                continue;
            }
            for (; banned != 0; banned &= banned - 1) {
                int token = Long.numberOfTrailingZeros(banned);
                if (token < count) {
                    logits.setAtIndex(ValueLayout.JAVA_FLOAT, first + token, Float.NEGATIVE_INFINITY);
                }
            }
        }
    }

    /** By operators where the row lies, over the fewer of the tokens allowed and the others. */
    void anywhere(Tensor row, TokenMask allowed) {
        int size = Math.toIntExact(row.size(0));
        boolean few = 2 * allowed.count() < size;
        long[] tokens = few ? allowed.tokens() : allowed.others(size);
        Tensor at = backend.longs(tokens, tokens.length);
        Scalar banned = new Scalar(Float.NEGATIVE_INFINITY);
        if (few) {
            Tensor kept = row.index_select(0, at);
            row.fill_(banned).index_copy_(0, at, kept);
        } else {
            row.index_fill_(0, at, banned);
        }
    }

    private static float[] banned() {
        float[] banned = new float[Long.SIZE];
        Arrays.fill(banned, Float.NEGATIVE_INFINITY);
        return banned;
    }
}
