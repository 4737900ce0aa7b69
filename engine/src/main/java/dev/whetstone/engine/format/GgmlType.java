package dev.whetstone.engine.format;

import java.util.Optional;

/** How GGUF files store tensors: blocks of some elements in some bytes. Ids and sizes as in ggml-common.h. */
enum GgmlType {
    F32(0, 1, 4, PlainValues::float32),
    F16(1, 1, 2, PlainValues::float16),
    Q4_0(2, 32, 18, SmallBlocks::q4With8Below),
    Q4_1(3, 32, 20, SmallBlocks::q4WithMinimum),
    Q5_0(6, 32, 22, SmallBlocks::q5With16Below),
    Q5_1(7, 32, 24, SmallBlocks::q5WithMinimum),
    Q8_0(8, 32, 34, SmallBlocks::q8),
    Q8_1(9, 32, 36, null),
    Q2_K(10, 256, 84, null),
    Q3_K(11, 256, 110, null),
    Q4_K(12, 256, 144, SuperBlocks::q4),
    Q5_K(13, 256, 176, SuperBlocks::q5),
    Q6_K(14, 256, 210, SuperBlocks::q6),
    Q8_K(15, 256, 292, null),
    IQ2_XXS(16, 256, 66, null),
    IQ2_XS(17, 256, 74, null),
    IQ3_XXS(18, 256, 98, null),
    IQ1_S(19, 256, 50, null),
    IQ4_NL(20, 32, 18, null),
    IQ3_S(21, 256, 110, null),
    IQ2_S(22, 256, 82, null),
    IQ4_XS(23, 256, 136, null),
    I8(24, 1, 1, null),
    I16(25, 1, 2, null),
    I32(26, 1, 4, null),
    I64(27, 1, 8, null),
    F64(28, 1, 8, null),
    IQ1_M(29, 256, 56, null),
    BF16(30, 1, 2, PlainValues::bfloat16),
    TQ1_0(34, 256, 54, null),
    TQ2_0(35, 256, 66, null),
    MXFP4(39, 32, 17, null);

    /** Makes one block plain: reads it from a position, writes its elements from another. */
    @FunctionalInterface
    interface Decoder {
        void decode(byte[] blocks, int from, float[] values, int at);
    }

    private final int id;
    private final int elements;
    private final int bytes;
    private final Decoder decoder;

    GgmlType(int id, int elements, int bytes, Decoder decoder) {
        this.id = id;
        this.elements = elements;
        this.bytes = bytes;
        this.decoder = decoder;
    }

    static Optional<GgmlType> find(long id) {
        for (GgmlType type : values()) {
            if (type.id == id) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }

    /** Elements of one block. */
    int elements() {
        return elements;
    }

    /** Bytes of one block. */
    int bytes() {
        return bytes;
    }

    /** Whether its values can be made plain here; of the others only the size is known. */
    boolean isReadable() {
        return decoder != null;
    }

    /** @param count elements, whole blocks of them */
    void decode(byte[] blocks, float[] values, int count) {
        for (int block = 0; block < count / elements; block++) {
            decoder.decode(blocks, block * bytes, values, block * elements);
        }
    }
}
