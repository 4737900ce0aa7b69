package dev.whetstone.engine.format;

/** Values that stand for themselves, little-endian. */
final class PlainValues {

    private PlainValues() {}

    static void float32(byte[] bytes, int from, float[] values, int at) {
        values[at] = Float.intBitsToFloat(unsigned16(bytes, from) | unsigned16(bytes, from + 2) << 16);
    }

    static void float16(byte[] bytes, int from, float[] values, int at) {
        values[at] = half(bytes, from);
    }

    static void bfloat16(byte[] bytes, int from, float[] values, int at) {
        values[at] = Float.intBitsToFloat(unsigned16(bytes, from) << 16);
    }

    static float half(byte[] bytes, int from) {
        return Float.float16ToFloat((short) unsigned16(bytes, from));
    }

    static int unsigned16(byte[] bytes, int from) {
        return bytes[from] & 0xFF | (bytes[from + 1] & 0xFF) << 8;
    }

    /** Nearest bfloat16, ties to even, as PyTorch rounds. */
    static short toBfloat16(float value) {
        int bits = Float.floatToRawIntBits(value);
        if (Float.isNaN(value)) {
            return (short) 0x7FC0;
        }
        return (short) (bits + 0x7FFF + (bits >>> 16 & 1) >>> 16);
    }
}
