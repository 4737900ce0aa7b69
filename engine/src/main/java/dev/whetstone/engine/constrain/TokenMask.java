package dev.whetstone.engine.constrain;

import java.util.Arrays;

/** The tokens that may come next. Immutable. */
public final class TokenMask {

    private final long[] allowed;
    private final int size;

    TokenMask(long[] allowed, int size) {
        this.allowed = allowed;
        this.size = size;
    }

    public boolean allows(int token) {
        return token >= 0 && token < size && (allowed[token >> 6] & 1L << token) != 0;
    }

    /** How many tokens are allowed. */
    public int count() {
        return Arrays.stream(allowed).mapToInt(Long::bitCount).sum();
    }

    /** Whether each of the 64 tokens from one on is allowed, that one in the lowest bit. */
    public long word(int first) {
        return first >> 6 < allowed.length ? allowed[first >> 6] : 0;
    }

    long bytes() {
        return 8L * allowed.length;
    }
}
