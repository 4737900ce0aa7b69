package dev.whetstone.engine.template;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/** Values as Python prints them. */
final class Printed {

    private Printed() {}

    /** {@code str(value)}. */
    static Text of(Rendering rendering, Object value) {
        return switch (value) {
            case Text text -> text;
            case Undefined _ -> Text.EMPTY;
            default -> {
                TextBuilder builder = new TextBuilder(rendering);
                represent(rendering, builder, value);
                yield builder.build();
            }
        };
    }

    /** {@code repr(value)}: strings in quotes. */
    private static void represent(Rendering rendering, TextBuilder builder, Object value) {
        rendering.spend(1);
        switch (value) {
            case Text text -> builder.append(text.derived(quoted(text.value())));
            case Boolean flag -> builder.append(flag ? "True" : "False");
            case None _ -> builder.append("None");
            case Double number -> builder.append(number(number));
            case List<?> list -> list(rendering, builder, list);
            case Map<?, ?> map -> mapping(rendering, builder, map);
            case Long number -> builder.append(number.toString());
            case Undefined _ -> builder.append("Undefined");
            default -> throw rendering.fail(Values.typeName(value) + " cannot be printed");
        }
    }

    private static void list(Rendering rendering, TextBuilder builder, List<?> list) {
        builder.append("[");
        String separator = "";
        for (Object item : list) {
            builder.append(separator);
            represent(rendering, builder, item);
            separator = ", ";
        }
        builder.append("]");
    }

    private static void mapping(Rendering rendering, TextBuilder builder, Map<?, ?> map) {
        builder.append("{");
        String separator = "";
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            builder.append(separator);
            represent(rendering, builder, entry.getKey());
            builder.append(": ");
            represent(rendering, builder, entry.getValue());
            separator = ", ";
        }
        builder.append("}");
    }

    private static String quoted(String text) {
        char quote = text.contains("'") && !text.contains("\"") ? '"' : '\'';
        StringBuilder quoted = new StringBuilder().append(quote);
        for (char character : text.toCharArray()) {
            switch (character) {
                case '\n' -> quoted.append("\\n");
                case '\r' -> quoted.append("\\r");
                case '\t' -> quoted.append("\\t");
                case '\\' -> quoted.append("\\\\");
                default -> {
                    if (character == quote) {
                        quoted.append('\\').append(character);
                    } else if (character < ' ' || character == 0x7f) {
                        quoted.append("\\x%02x".formatted((int) character));
                    } else {
                        quoted.append(character);
                    }
                }
            }
        }
        return quoted.append(quote).toString();
    }

    /** The shortest decimal that reads back the same, with an exponent only below 1e-4 and from 1e16. */
    static String number(double number) {
        if (Double.isNaN(number) || Double.isInfinite(number)) {
            return Double.isNaN(number) ? "nan" : number > 0 ? "inf" : "-inf";
        }
        double size = Math.abs(number);
        if (number == 0 || size >= 1e-4 && size < 1e16) {
            String plain = new BigDecimal(Double.toString(number)).toPlainString();
            return plain.contains(".") ? plain : plain + ".0";
        }
        String[] parts = Double.toString(number).split("E", 2);
        int exponent = Integer.parseInt(parts[1]);
        String digits = parts[0].endsWith(".0") ? parts[0].substring(0, parts[0].length() - 2) : parts[0];
        return "%se%s%02d".formatted(digits, exponent < 0 ? "-" : "+", Math.abs(exponent));
    }
}
