package dev.whetstone.engine.template;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Python's {@code "%s" % value}: the conversions s, d, i, f, x with flags, width and precision. */
final class PercentFormat {

    private static final Pattern CONVERSION = Pattern.compile("%([-0 +]*)([0-9]*)(?:\\.([0-9]+))?(.)", Pattern.DOTALL);
    private static final int WIDEST = 1_000;

    private PercentFormat() {}

    static Text format(Rendering rendering, Text format, List<Object> values) {
        TextBuilder builder = new TextBuilder(rendering);
        Matcher matcher = CONVERSION.matcher(format.value());
        int from = 0;
        int used = 0;
        while (matcher.find()) {
            builder.append(format.slice(from, matcher.start()));
            from = matcher.end();
            if (matcher.group(4).equals("%")) {
                builder.append("%");
            } else if (used < values.size()) {
                builder.append(converted(rendering, matcher, values.get(used++)));
            } else {
                throw rendering.fail("not enough values for the format '" + format.value() + "'");
            }
        }
        if (used < values.size()) {
            throw rendering.fail("more values than the format '" + format.value() + "' takes");
        }
        return builder.append(format.slice(from, format.length())).build();
    }

    private static Text converted(Rendering rendering, Matcher conversion, Object value) {
        String precision = conversion.group(3);
        Text plain = switch (conversion.group(4)) {
            case "s" -> shortened(Printed.of(rendering, value), precision, rendering);
            case "d", "i" -> Text.trusted(signed(conversion, Long.toString(whole(rendering, value))));
            case "x" -> Text.trusted(signed(conversion, Long.toString(whole(rendering, value), 16)));
            case "f" -> Text.trusted(signed(conversion, real(rendering, value, precision)));
            default -> throw rendering.fail("the conversion %" + conversion.group(4) + " is not supported");
        };
        return padded(rendering, conversion, plain);
    }

    private static Text shortened(Text text, String precision, Rendering rendering) {
        return precision == null ? text : text.slice(0, Math.min(text.length(), bounded(rendering, precision)));
    }

    private static String signed(Matcher conversion, String number) {
        if (number.startsWith("-")) {
            return number;
        }
        String flags = conversion.group(1);
        return (flags.contains("+") ? "+" : flags.contains(" ") ? " " : "") + number;
    }

    private static long whole(Rendering rendering, Object value) {
        if (!Numbers.isNumber(value)) {
            throw rendering.fail("a number is needed for the format, got " + Values.typeName(value));
        }
        return (long) Numbers.asDouble(value);
    }

    private static String real(Rendering rendering, Object value, String precision) {
        whole(rendering, value);
        int digits = precision == null ? 6 : bounded(rendering, precision);
        return String.format(Locale.ROOT, "%." + digits + "f", Numbers.asDouble(value));
    }

    private static Text padded(Rendering rendering, Matcher conversion, Text text) {
        String width = conversion.group(2);
        int missing = width.isEmpty() ? 0 : bounded(rendering, width) - text.length();
        if (missing <= 0) {
            return text;
        }
        boolean left = conversion.group(1).contains("-");
        boolean zeros = conversion.group(1).contains("0")
                && !left
                && !conversion.group(4).equals("s");
        Text padding = Text.trusted((zeros ? "0" : " ").repeat(missing));
        return left ? text.plus(padding) : padding.plus(text);
    }

    private static int bounded(Rendering rendering, String number) {
        if (number.length() > 4 || Integer.parseInt(number) > WIDEST) {
            throw rendering.fail("a width of " + number + " is more than the " + WIDEST + " allowed");
        }
        return Integer.parseInt(number);
    }
}
