package dev.whetstone.dataset.similarity;

import java.util.Arrays;

/** Which rows share a band. A hash table of chains over plain arrays: some 20 bytes an entry, 14 entries a row. */
public final class NearIndex {

    /** Rows looked at for one query. Where more share a band they are nearly all alike, and any of them will do. */
    static final int LIMIT = 256;

    private long[] keys = new long[1 << 10];
    private int[] heads = new int[1 << 10];
    private int[] rows = new int[1 << 10];
    private int[] next = new int[1 << 10];
    private int slots;
    private int entries = 1;

    public void add(int row, long[] bands) {
        for (long band : bands) {
            if (slots * 2 > keys.length) {
                grow();
            }
            if (entries == rows.length) {
                rows = Arrays.copyOf(rows, entries * 2);
                next = Arrays.copyOf(next, entries * 2);
            }
            int slot = slot(band);
            slots += heads[slot] == 0 ? 1 : 0;
            keys[slot] = band;
            rows[entries] = row;
            next[entries] = heads[slot];
            heads[slot] = entries++;
        }
    }

    /** Rows added so far that share a band: in ascending order, each once. */
    public int[] candidates(long[] bands) {
        int[] found = new int[LIMIT];
        int size = 0;
        for (long band : bands) {
            for (int entry = heads[slot(band)]; entry != 0 && size < LIMIT; entry = next[entry]) {
                found[size++] = rows[entry];
            }
        }
        return Arrays.stream(found, 0, size).sorted().distinct().toArray();
    }

    private int slot(long key) {
        int slot = (int) (Hash64.mix(key) & (keys.length - 1));
        while (heads[slot] != 0 && keys[slot] != key) {
            slot = (slot + 1) & (keys.length - 1);
        }
        return slot;
    }

    private void grow() {
        long[] oldKeys = keys;
        int[] oldHeads = heads;
        keys = new long[oldKeys.length * 2];
        heads = new int[oldHeads.length * 2];
        for (int i = 0; i < oldHeads.length; i++) {
            if (oldHeads[i] != 0) {
                int slot = slot(oldKeys[i]);
                keys[slot] = oldKeys[i];
                heads[slot] = oldHeads[i];
            }
        }
    }
}
