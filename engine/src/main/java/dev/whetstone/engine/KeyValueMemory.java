package dev.whetstone.engine;

import dev.whetstone.engine.format.ModelConfig;
import dev.whetstone.engine.torch.KvCache;

/**
 * What keys and values of a model take. They lie in blocks of positions: {@code 2 · layers · KV · D} elements for each position.
 *
 * @param blockTokens positions of a block
 * @param blockBytes of a block, in all layers
 */
public record KeyValueMemory(int blockTokens, long blockBytes) {

    public static KeyValueMemory of(ModelConfig config, Precision precision) {
        return new KeyValueMemory(KvCache.BLOCK, KvCache.BLOCK * bytesPerToken(config, precision));
    }

    private static long bytesPerToken(ModelConfig config, Precision precision) {
        return 2L * config.layers() * config.keyValueWidth() * precision.bytes();
    }

    public long bytesPerToken() {
        return blockBytes / blockTokens;
    }

    /** Whole blocks that fit, as many as can be numbered. */
    public int blocksIn(long bytes) {
        return (int) Math.min(Integer.MAX_VALUE / blockTokens, bytes / blockBytes);
    }

    /** Blocks that a sequence of so many tokens takes. */
    public int blocksFor(int tokens) {
        return Math.ceilDiv(tokens, blockTokens);
    }

    /** Of so many sequences of this length, when they share nothing. */
    public long bytes(int sequences, int tokens) {
        return blockBytes * sequences * blocksFor(tokens);
    }
}
