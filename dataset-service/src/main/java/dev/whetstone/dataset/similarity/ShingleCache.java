package dev.whetstone.dataset.similarity;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntFunction;

/** Shingles of rows, made again from their text when they are no longer at hand. */
public final class ShingleCache {

    private static final long BUDGET = 4_000_000;

    private final IntFunction<String> texts;
    private final Map<Integer, long[]> recent = new LinkedHashMap<>(256, 0.75f, true);
    private long held;

    /** @param texts a row's asked text by its index */
    public ShingleCache(IntFunction<String> texts) {
        this.texts = texts;
    }

    public double jaccard(int a, int b) {
        return Shingles.jaccard(of(a), of(b));
    }

    private long[] of(int row) {
        long[] known = recent.get(row);
        if (known != null) {
            return known;
        }
        long[] shingles = Shingles.of(Words.hashes(texts.apply(row)), Shingles.NEAR);
        recent.put(row, shingles);
        held += shingles.length;
        var eldest = recent.entrySet().iterator();
        while (held > BUDGET && recent.size() > 2) {
            held -= eldest.next().getValue().length;
            eldest.remove();
        }
        return shingles;
    }
}
