package dev.whetstone.dataset.similarity;

/** Small 64-bit hashing; not against adversaries. */
final class Hash64 {

    static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private Hash64() {}

    /** Finaliser of SplitMix64 (Steele, Lea, Flood 2014): every input bit reaches every output bit. */
    static long mix(long x) {
        long z = (x ^ (x >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    static long combine(long hash, long next) {
        return mix(hash * GOLDEN + next);
    }
}
