package dev.whetstone.artifacts.s3;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A number of bytes as settings and manifests write it: {@code 500M}, {@code 10Gi}; K, M, G and T are powers of 1024. */
final class ByteSize {

    private static final Pattern SHAPE = Pattern.compile("(\\d{1,15})\\s?([KMGT]?)i?B?");

    private ByteSize() {}

    static long parse(String setting, String text) {
        Matcher size = SHAPE.matcher(text.strip());
        if (!size.matches()) {
            throw new IllegalArgumentException(setting + ": expected a size like 500M or 10G, but got '" + text + "'");
        }
        int shift = 10 * " KMGT".indexOf(size.group(2).isEmpty() ? " " : size.group(2));
        return Math.multiplyExact(Long.parseLong(size.group(1)), 1L << shift);
    }
}
