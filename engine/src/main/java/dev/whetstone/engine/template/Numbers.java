package dev.whetstone.engine.template;

import java.math.BigInteger;

/** Arithmetic of Python: whole numbers stay whole except for {@code /}; {@code //} and {@code %} round down. */
final class Numbers {

    private Numbers() {}

    static boolean isNumber(Object value) {
        return value instanceof Long || value instanceof Double || value instanceof Boolean;
    }

    static double asDouble(Object value) {
        return switch (value) {
            case Long number -> number;
            case Double number -> number;
            case Boolean flag -> flag ? 1 : 0;
            default -> throw new IllegalArgumentException(Values.typeName(value));
        };
    }

    static Object calculate(Rendering rendering, String operator, Object left, Object right) {
        if (!isNumber(left) || !isNumber(right)) {
            throw rendering.fail(
                    "cannot calculate " + Values.typeName(left) + " " + operator + " " + Values.typeName(right));
        }
        try {
            if (left instanceof Double || right instanceof Double || operator.equals("/")) {
                return calculate(operator, asDouble(left), asDouble(right));
            }
            return calculate(operator, asLong(left), asLong(right));
        } catch (ArithmeticException e) {
            throw rendering.fail(left + " " + operator + " " + right + ": " + e.getMessage());
        }
    }

    private static long asLong(Object value) {
        return value instanceof Boolean flag ? (flag ? 1 : 0) : (Long) value;
    }

    private static Object calculate(String operator, long left, long right) {
        return switch (operator) {
            case "+" -> Math.addExact(left, right);
            case "-" -> Math.subtractExact(left, right);
            case "*" -> Math.multiplyExact(left, right);
            case "//" -> Math.floorDiv(left, right);
            case "%" -> Math.floorMod(left, right);
            default -> power(left, right);
        };
    }

    private static Object power(long base, long exponent) {
        if (exponent < 0) {
            return Math.pow(base, exponent);
        }
        if (exponent > 63 && Math.abs(base) > 1) {
            throw new ArithmeticException("too large");
        }
        int reduced = (int) Math.min(exponent, 64 + exponent % 2); // beyond, only -1, 0 and 1 are left
        return BigInteger.valueOf(base).pow(reduced).longValueExact();
    }

    private static Object calculate(String operator, double left, double right) {
        if (right == 0 && "/ // %".contains(operator)) {
            throw new ArithmeticException("division by zero");
        }
        return switch (operator) {
            case "+" -> left + right;
            case "-" -> left - right;
            case "*" -> left * right;
            case "/" -> left / right;
            case "//" -> Math.floor(left / right);
            case "%" -> left - right * Math.floor(left / right);
            default -> Math.pow(left, right);
        };
    }
}
