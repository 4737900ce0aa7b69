package dev.whetstone.engine.badinput;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Makes bad files of a good one: a few random changes, of those that have broken readers before. */
final class Mutation {

    private static final long[] ODD_NUMBERS = {
        0,
        1,
        -1,
        2,
        127,
        128,
        255,
        256,
        32_767,
        65_535,
        65_536,
        1 << 24,
        Integer.MAX_VALUE,
        Integer.MIN_VALUE,
        1L << 32,
        1L << 40,
        Long.MAX_VALUE,
        Long.MIN_VALUE,
        Long.MAX_VALUE / 2,
        0x7FF0000000000000L,
        0x7FC00000L
    };
    private static final String[] ODD_VALUES = {
        "0",
        "-1",
        "1.5",
        "1e308",
        "-1e999",
        "2147483648",
        "9223372036854775807",
        "99999999999999999999",
        "16777215",
        "null",
        "true",
        "\"\"",
        "[]",
        "{}",
        "[[]]",
        "\"x\"",
        "\"\\u0000\"",
        "\"\\ud800\"",
        "[1]",
        "[null]",
        "{\"a\":1}",
        "[\"a\",\"b\"]"
    };
    private static final Pattern VALUE =
            Pattern.compile("-?\\d+(\\.\\d+)?([eE][-+]?\\d+)?|\"[^\"\\\\]{0,200}\"|true|false|null|\\[\\]|\\{\\}");

    private final SplittableRandom random;

    Mutation(long seed) {
        this.random = new SplittableRandom(seed);
    }

    byte[] of(byte[] good) {
        byte[] bad = good;
        for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
            bad = changed(bad);
        }
        return bad;
    }

    private byte[] changed(byte[] bytes) {
        if (bytes.length == 0) {
            return new byte[random.nextInt(16)];
        }
        return switch (random.nextInt(10)) {
            case 0 -> Arrays.copyOf(bytes, random.nextInt(bytes.length));
            case 1 -> without(bytes);
            case 2 -> doubled(bytes);
            case 3 -> flipped(bytes);
            case 4 -> replaced(bytes, (byte) random.nextInt(256));
            case 5 -> numbered(bytes);
            default -> revalued(bytes);
        };
    }

    private byte[] flipped(byte[] bytes) {
        return replaced(bytes, (byte) (bytes[random.nextInt(bytes.length)] ^ 1 << random.nextInt(8)));
    }

    private byte[] replaced(byte[] bytes, byte value) {
        byte[] copy = bytes.clone();
        copy[early(bytes.length)] = value;
        return copy;
    }

    /** A number of four or eight bytes, as headers have them. */
    private byte[] numbered(byte[] bytes) {
        int size = random.nextBoolean() ? Integer.BYTES : Long.BYTES;
        if (bytes.length < size) {
            return replaced(bytes, (byte) -1);
        }
        ByteBuffer copy = ByteBuffer.wrap(bytes.clone()).order(ByteOrder.LITTLE_ENDIAN);
        int at = early(bytes.length - size + 1);
        long number = ODD_NUMBERS[random.nextInt(ODD_NUMBERS.length)];
        if (size == Integer.BYTES) {
            copy.putInt(at, (int) number);
        } else {
            copy.putLong(at, number);
        }
        return copy.array();
    }

    /** Another value in the place of a value of JSON, or that of another place. */
    private byte[] revalued(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        int from = early(text.length());
        MatchResult[] found = VALUE.matcher(text).results().limit(4_000).toArray(MatchResult[]::new);
        if (found.length == 0) {
            return replaced(bytes, (byte) from);
        }
        MatchResult one = found[random.nextInt(found.length)];
        MatchResult other = found[random.nextInt(found.length)];
        String value = random.nextInt(3) == 0 ? other.group() : ODD_VALUES[random.nextInt(ODD_VALUES.length)];
        return (text.substring(0, one.start()) + value + text.substring(one.end()))
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    private byte[] without(byte[] bytes) {
        int from = early(bytes.length);
        int to = Math.min(bytes.length, from + 1 + random.nextInt(32));
        byte[] rest = Arrays.copyOf(bytes, bytes.length - (to - from));
        System.arraycopy(bytes, to, rest, from, bytes.length - to);
        return rest;
    }

    private byte[] doubled(byte[] bytes) {
        int from = early(bytes.length);
        int count = Math.min(bytes.length - from, 1 + random.nextInt(64));
        byte[] more = Arrays.copyOf(bytes, bytes.length + count);
        System.arraycopy(bytes, from, more, from + count, bytes.length - from);
        return more;
    }

    /** Mostly where headers are: one byte of many megabytes of weights more or less says nothing. */
    private int early(int length) {
        return random.nextInt(random.nextInt(4) == 0 ? length : Math.min(length, 2_048));
    }
}
