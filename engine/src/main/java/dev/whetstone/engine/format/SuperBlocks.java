package dev.whetstone.engine.format;

/** Blocks of 256 values in sub-blocks, whose scales are quantised themselves ("K-quants", ggml-quants.c). */
final class SuperBlocks {

    private SuperBlocks() {}

    /** Q4_K: d@0, dmin@2, scales[12]@4, nibbles[128]@16; value = d·scale·nibble - dmin·minimum. */
    static void q4(byte[] block, int from, float[] values, int at) {
        for (int group = 0; group < 4; group++) {
            for (int part = 0; part < 2; part++) {
                int sub = 2 * group + part;
                float scale = PlainValues.half(block, from) * scale(block, from + 4, sub);
                float minimum = PlainValues.half(block, from + 2) * minimum(block, from + 4, sub);
                for (int l = 0; l < 32; l++) {
                    int nibble = nibble(block[from + 16 + 32 * group + l], part);
                    values[at + 32 * sub + l] = scale * nibble - minimum;
                }
            }
        }
    }

    /** Q5_K: d@0, dmin@2, scales[12]@4, fifth bits[32]@16, nibbles[128]@48. */
    static void q5(byte[] block, int from, float[] values, int at) {
        for (int group = 0; group < 4; group++) {
            for (int part = 0; part < 2; part++) {
                int sub = 2 * group + part;
                float scale = PlainValues.half(block, from) * scale(block, from + 4, sub);
                float minimum = PlainValues.half(block, from + 2) * minimum(block, from + 4, sub);
                for (int l = 0; l < 32; l++) {
                    int fifth = block[from + 16 + l] >> sub & 1;
                    int quint = nibble(block[from + 48 + 32 * group + l], part) | fifth << 4;
                    values[at + 32 * sub + l] = scale * quint - minimum;
                }
            }
        }
    }

    /** Q6_K: low bits[128]@0, high bits[64]@128, signed scales[16]@192, d@208; value = d·scale·(sext - 32). */
    static void q6(byte[] block, int from, float[] values, int at) {
        float scale = PlainValues.half(block, from + 208);
        for (int half = 0; half < 2; half++) {
            for (int quarter = 0; quarter < 4; quarter++) {
                for (int l = 0; l < 32; l++) {
                    int low = block[from + 64 * half + 32 * (quarter & 1) + l];
                    int high = block[from + 128 + 32 * half + l] >> 2 * quarter & 3;
                    int sext = (nibble((byte) low, quarter >> 1) | high << 4) - 32;
                    int subScale = block[from + 192 + 8 * half + 2 * quarter + l / 16];
                    values[at + 128 * half + 32 * quarter + l] = scale * subScale * sext;
                }
            }
        }
    }

    /** Part 0 is the low half of the byte, part 1 the high one. */
    private static int nibble(byte pair, int part) {
        return pair >> 4 * part & 15;
    }

    /** Six bits each: the first four in bytes 0 to 3, the others spread over bytes 8 to 11 and the tops of 0 to 3. */
    private static int scale(byte[] block, int scales, int sub) {
        return sub < 4
                ? block[scales + sub] & 63
                : block[scales + sub + 4] & 15 | (block[scales + sub - 4] >> 6 & 3) << 4;
    }

    private static int minimum(byte[] block, int scales, int sub) {
        return sub < 4
                ? block[scales + sub + 4] & 63
                : block[scales + sub + 4] >> 4 & 15 | (block[scales + sub] >> 6 & 3) << 4;
    }
}
