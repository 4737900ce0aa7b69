package dev.whetstone.engine.generate;

/**
 * What the blocks of the key-value cache are used for.
 *
 * @param free hold nothing
 * @param used are held by requests in the batch
 * @param cached are held by none, and kept for requests that begin alike
 * @param evicted cached blocks that were given up since the beginning, because another request needed room
 */
public record BlockCounts(int free, int used, int cached, long evicted) {

    static final BlockCounts NONE = new BlockCounts(0, 0, 0, 0);

    public int all() {
        return free + used + cached;
    }
}
