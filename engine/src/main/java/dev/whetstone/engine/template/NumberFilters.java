package dev.whetstone.engine.template;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Filters that give numbers. */
final class NumberFilters {

    private NumberFilters() {}

    static Object whole(Object input, Arguments given) {
        Object otherwise = given.find(0, "default", 0L);
        return switch (input) {
            case Long number -> number;
            case Boolean flag -> flag ? 1L : 0L;
            case Double number -> Double.isNaN(number) ? otherwise : (Object) number.longValue();
            case Text text -> parsed(text.value().strip(), otherwise);
            default -> otherwise;
        };
    }

    private static Object parsed(String text, Object otherwise) {
        try {
            return text.matches("[+-]?[0-9]+") ? Long.valueOf(text) : (Object) (long) Double.parseDouble(text);
        } catch (NumberFormatException e) {
            return otherwise;
        }
    }

    static Object real(Object input, Arguments given) {
        if (Numbers.isNumber(input)) {
            return Numbers.asDouble(input);
        }
        try {
            return Double.valueOf(Printed.of(given.rendering(), input).value().strip());
        } catch (NumberFormatException e) {
            return given.find(0, "default", 0.0);
        }
    }

    static Object size(Object input, Arguments given) {
        boolean negative = Numbers.isNumber(input) && Numbers.asDouble(input) < 0;
        return Numbers.calculate(given.rendering(), negative ? "-" : "+", 0L, input);
    }

    static Object round(Object input, Arguments given) {
        int digits = Math.clamp(given.integer(0, "precision", 0), -300, 300);
        if (!Numbers.isNumber(input)) {
            throw given.rendering().fail("cannot round " + Values.typeName(input));
        }
        double value = Numbers.asDouble(input);
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            return value;
        }
        return new BigDecimal(value).setScale(digits, RoundingMode.HALF_EVEN).doubleValue();
    }
}
