package dev.whetstone.dataset.similarity;

import java.util.Arrays;

/** Runs of words as a set of hashes: sorted, each once. */
public final class Shingles {

    /** Words in a shingle for near-duplicates; shorter texts have none and are compared as a whole. */
    public static final int NEAR = 5;

    private Shingles() {}

    public static long[] of(long[] words, int width) {
        if (words.length < width) {
            return new long[0];
        }
        long[] shingles = new long[words.length - width + 1];
        for (int i = 0; i < shingles.length; i++) {
            long hash = width;
            for (int k = 0; k < width; k++) {
                hash = hash * Hash64.GOLDEN + words[i + k];
            }
            shingles[i] = Hash64.mix(hash);
        }
        Arrays.sort(shingles);
        return distinct(shingles);
    }

    /** |a ∩ b| / |a ∪ b|; 0 when one is empty. */
    public static double jaccard(long[] a, long[] b) {
        int common = 0;
        for (int i = 0, j = 0; i < a.length && j < b.length; ) {
            int order = Long.compare(a[i], b[j]);
            common += order == 0 ? 1 : 0;
            i += order <= 0 ? 1 : 0;
            j += order >= 0 ? 1 : 0;
        }
        int all = a.length + b.length - common;
        return all == 0 ? 0 : (double) common / all;
    }

    private static long[] distinct(long[] sorted) {
        int size = 0;
        for (int i = 0; i < sorted.length; i++) {
            if (i == 0 || sorted[i] != sorted[i - 1]) {
                sorted[size++] = sorted[i];
            }
        }
        return Arrays.copyOf(sorted, size);
    }
}
