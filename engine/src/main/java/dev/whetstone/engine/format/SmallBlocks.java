package dev.whetstone.engine.format;

/**
 * Blocks of 32 values with one scale d and sometimes a minimum m, both halves; byte j of the nibbles holds value j and value
 * j + 16. Multiplications in float32 and in ggml's order (ggml-quants.c), so that the values are equal bit by bit.
 */
final class SmallBlocks {

    private static final int HALF = 16;

    private SmallBlocks() {}

    /** Q4_0: d, 16 bytes; value = d · (nibble - 8). */
    static void q4With8Below(byte[] block, int from, float[] values, int at) {
        float scale = PlainValues.half(block, from);
        for (int j = 0; j < HALF; j++) {
            int pair = block[from + 2 + j] & 0xFF;
            values[at + j] = ((pair & 15) - 8) * scale;
            values[at + j + HALF] = ((pair >> 4) - 8) * scale;
        }
    }

    /** Q4_1: d, m, 16 bytes; value = d · nibble + m. */
    static void q4WithMinimum(byte[] block, int from, float[] values, int at) {
        float scale = PlainValues.half(block, from);
        float minimum = PlainValues.half(block, from + 2);
        for (int j = 0; j < HALF; j++) {
            int pair = block[from + 4 + j] & 0xFF;
            values[at + j] = (pair & 15) * scale + minimum;
            values[at + j + HALF] = (pair >> 4) * scale + minimum;
        }
    }

    /** Q5_0: d, 32 fifth bits, 16 bytes; value = d · (quint - 16). */
    static void q5With16Below(byte[] block, int from, float[] values, int at) {
        float scale = PlainValues.half(block, from);
        int fifthBits = PlainValues.unsigned16(block, from + 2) | PlainValues.unsigned16(block, from + 4) << 16;
        for (int j = 0; j < HALF; j++) {
            int pair = block[from + 6 + j] & 0xFF;
            values[at + j] = ((pair & 15 | fifth(fifthBits, j)) - 16) * scale;
            values[at + j + HALF] = ((pair >> 4 | fifth(fifthBits, j + HALF)) - 16) * scale;
        }
    }

    /** Q5_1: d, m, 32 fifth bits, 16 bytes; value = d · quint + m. */
    static void q5WithMinimum(byte[] block, int from, float[] values, int at) {
        float scale = PlainValues.half(block, from);
        float minimum = PlainValues.half(block, from + 2);
        int fifthBits = PlainValues.unsigned16(block, from + 4) | PlainValues.unsigned16(block, from + 6) << 16;
        for (int j = 0; j < HALF; j++) {
            int pair = block[from + 8 + j] & 0xFF;
            values[at + j] = (pair & 15 | fifth(fifthBits, j)) * scale + minimum;
            values[at + j + HALF] = (pair >> 4 | fifth(fifthBits, j + HALF)) * scale + minimum;
        }
    }

    /** Q8_0: d, 32 signed bytes; value = d · byte. */
    static void q8(byte[] block, int from, float[] values, int at) {
        float scale = PlainValues.half(block, from);
        for (int j = 0; j < 2 * HALF; j++) {
            values[at + j] = block[from + 2 + j] * scale;
        }
    }

    private static int fifth(int bits, int index) {
        return (bits >>> index & 1) << 4;
    }
}
