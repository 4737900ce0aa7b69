package dev.whetstone.engine.format;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Map;
import java.util.stream.IntStream;

/**
 * Golden values on which two independent readings of ggml's sources (its loops, and gguf-py's vector form) agree bit by bit. Byte
 * i of a block is i·73 + 41; the scale is the half 0x2E66 and the minimum 0x2A66, where the type has them.
 */
class GgmlTypeTest {

    private static final int SCALE = 0x2E66;
    private static final int MINIMUM = 0x2A66;
    private static final Map<GgmlType, Integer> SCALE_OFFSETS = Map.of(GgmlType.Q6_K, 208);
    private static final Map<GgmlType, Integer> MINIMUM_OFFSETS =
            Map.of(GgmlType.Q4_1, 2, GgmlType.Q5_1, 2, GgmlType.Q4_K, 2, GgmlType.Q5_K, 2);

    @ParameterizedTest
    @CsvSource({
        "Q4_0, 0:.2999267578125 1:-.39990234375 15:-.599853515625 16:.2999267578125 31:-.7998046875, -3.2991943359375",
        "Q4_1, 0:1.34967041015625 1:.64984130859375 15:.44989013671875 16:.44989013671875 31:.94976806640625, 24.0941162109375",
        "Q5_0, 0:1.4996337890625 1:.7998046875 15:-.999755859375 16:1.2996826171875 31:.199951171875, -4.4989013671875",
        "Q5_1, 0:1.74957275390625 1:1.04974365234375 15:2.44940185546875 16:2.34942626953125 31:1.14971923828125, 51.6873779296875",
        "Q8_0, 0:-6.8983154296875 1:.39990234375 15:.199951171875 16:7.4981689453125 31:-10.997314453125, -4.798828125",
        "Q4_K, 0:9.24774169921875 1:.14996337890625 31:-2.44940185546875 32:21.2947998046875 63:16.8958740234375"
                + " 128:17.64569091796875 255:-1.14971923828125, 5333.8974609375",
        "Q5_K, 0:30.04266357421875 1:.14996337890625 31:-2.44940185546875 32:25.6937255859375 63:21.2947998046875"
                + " 128:51.23748779296875 255:-1.14971923828125, 11004.5126953125",
        "Q6_K, 0:16.0960693359375 1:-4.598876953125 31:-159.9609375 32:110.6729736328125 63:191.953125"
                + " 128:-34.2916259765625 255:28.79296875, -1484.03759765625"
    })
    void blocksGiveTheGoldenValues(GgmlType type, String expected, double sum) {
        float[] values = decode(type, block(type));
        for (String pair : expected.split(" ")) {
            String[] parts = pair.split(":");
            assertThat(values[Integer.parseInt(parts[0])]).as(pair).isEqualTo(Float.parseFloat(parts[1]));
        }
        double total =
                IntStream.range(0, values.length).mapToDouble(i -> values[i]).sum();
        assertThat(total).isEqualTo(sum);
    }

    @Test
    void plainValuesStandForThemselves() {
        assertThat(decode(GgmlType.F32, new byte[] {0, 0, (byte) 0xC0, (byte) 0xBF}))
                .containsExactly(-1.5f);
        assertThat(decode(GgmlType.F16, new byte[] {0, (byte) 0xBE})).containsExactly(-1.5f);
        assertThat(decode(GgmlType.F16, new byte[] {1, 0})).containsExactly((float) Math.scalb(1.0, -24)); // subnormal
        assertThat(decode(GgmlType.BF16, new byte[] {(byte) 0xC0, (byte) 0xBF})).containsExactly(-1.5f);
    }

    @Test
    void severalBlocksFollowOneAnother() {
        byte[] one = block(GgmlType.Q8_0);
        byte[] two = new byte[one.length * 2];
        System.arraycopy(one, 0, two, one.length, one.length);
        float[] values = new float[64];
        GgmlType.Q8_0.decode(two, values, 64);
        assertThat(values[0]).isZero();
        assertThat(values[33]).isEqualTo(.39990234375f);
    }

    @Test
    void bfloat16RoundsToTheNearestEvenValue() {
        assertThat(bfloat16(1f)).isEqualTo(0x3F80);
        assertThat(bfloat16(Float.intBitsToFloat(0x3F808000))).isEqualTo(0x3F80); // tie: down to even
        assertThat(bfloat16(Float.intBitsToFloat(0x3F818000))).isEqualTo(0x3F82); // tie: up to even
        assertThat(bfloat16(Float.intBitsToFloat(0x3F808001))).isEqualTo(0x3F81);
        assertThat(bfloat16(Float.MAX_VALUE)).isEqualTo(0x7F80);
        assertThat(bfloat16(-0f)).isEqualTo(0x8000);
        assertThat(bfloat16(Float.NaN)).isEqualTo(0x7FC0);
    }

    private static int bfloat16(float value) {
        return PlainValues.toBfloat16(value) & 0xFFFF;
    }

    private static byte[] block(GgmlType type) {
        byte[] block = new byte[type.bytes()];
        for (int i = 0; i < block.length; i++) {
            block[i] = (byte) (i * 73 + 41);
        }
        putHalf(block, SCALE_OFFSETS.getOrDefault(type, 0), SCALE);
        if (MINIMUM_OFFSETS.containsKey(type)) {
            putHalf(block, MINIMUM_OFFSETS.get(type), MINIMUM);
        }
        return block;
    }

    private static void putHalf(byte[] block, int at, int half) {
        block[at] = (byte) half;
        block[at + 1] = (byte) (half >> 8);
    }

    private static float[] decode(GgmlType type, byte[] block) {
        float[] values = new float[type.elements()];
        type.decode(block, values, values.length);
        return values;
    }
}
