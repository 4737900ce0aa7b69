package dev.whetstone.engine.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Operators on values, as Python defines them. */
final class Operators {

    private final Rendering rendering;

    Operators(Rendering rendering) {
        this.rendering = rendering;
    }

    Object binary(String operator, Object left, Object right) {
        return switch (operator) {
            case "~" -> rendering.spend(Printed.of(rendering, left).plus(Printed.of(rendering, right)));
            case "+" -> plus(left, right);
            case "*" -> times(left, right);
            case "%" ->
                left instanceof Text format
                        ? PercentFormat.format(rendering, format, arguments(right))
                        : Numbers.calculate(rendering, "%", left, right);
            default -> Numbers.calculate(rendering, operator, left, right);
        };
    }

    private static List<Object> arguments(Object right) {
        return right instanceof List<?> list ? new ArrayList<>(list) : List.of(right);
    }

    private Object plus(Object left, Object right) {
        if (left instanceof Text a && right instanceof Text b) {
            return rendering.spend(a.plus(b));
        }
        if (left instanceof List<?> a && right instanceof List<?> b) {
            rendering.spend((long) a.size() + b.size());
            List<Object> both = new ArrayList<>(a);
            both.addAll(b);
            return both;
        }
        return Numbers.calculate(rendering, "+", left, right);
    }

    private Object times(Object left, Object right) {
        if (left instanceof Text text && right instanceof Long count) {
            return repeat(text, count);
        }
        if (left instanceof Long count && right instanceof Text text) {
            return repeat(text, count);
        }
        return Numbers.calculate(rendering, "*", left, right);
    }

    private Text repeat(Text text, long count) {
        long times = Math.max(count, 0);
        if (text.length() > 0 && times > Integer.MAX_VALUE / text.length()) {
            rendering.spendCharacters(Integer.MAX_VALUE);
        }
        rendering.spendCharacters(times * text.length());
        TextBuilder builder = new TextBuilder(rendering);
        for (long i = 0; i < times && text.length() > 0; i++) {
            builder.append(text);
        }
        return builder.build();
    }

    boolean compare(String operator, Object left, Object right) {
        return switch (operator) {
            case "==" -> areEqual(left, right);
            case "!=" -> !areEqual(left, right);
            case "in" -> contains(right, left);
            case "not in" -> !contains(right, left);
            case "<" -> order(left, right) < 0;
            case "<=" -> order(left, right) <= 0;
            case ">" -> order(left, right) > 0;
            case ">=" -> order(left, right) >= 0;
            default -> throw rendering.fail("unknown comparison " + operator);
        };
    }

    static boolean areEqual(Object left, Object right) {
        if (Numbers.isNumber(left) && Numbers.isNumber(right)) {
            return Numbers.asDouble(left) == Numbers.asDouble(right);
        }
        if (left instanceof Undefined && right instanceof Undefined) {
            return true;
        }
        return left.equals(right);
    }

    /** Negative, zero or positive. Lists are not ordered here: no template needs it. */
    int order(Object left, Object right) {
        if (Numbers.isNumber(left) && Numbers.isNumber(right)) {
            return Double.compare(Numbers.asDouble(left), Numbers.asDouble(right));
        }
        if (left instanceof Text a && right instanceof Text b) {
            rendering.spendCharacters(Math.min(a.length(), b.length()));
            return a.value().compareTo(b.value());
        }
        throw rendering.fail("cannot order " + Values.typeName(left) + " and " + Values.typeName(right));
    }

    boolean contains(Object container, Object item) {
        return switch (container) {
            case Text text -> {
                rendering.spendCharacters(text.length());
                yield text.value().contains(rendering.requireText(item).value());
            }
            case List<?> list -> {
                rendering.spend(list.size());
                yield list.stream().anyMatch(one -> areEqual(one, item));
            }
            case Map<?, ?> map -> map.containsKey(item);
            case Undefined _ -> false;
            default -> throw rendering.fail(Values.typeName(container) + " contains nothing");
        };
    }

    Object unary(String operator, Object operand) {
        return switch (operator) {
            case "not" -> !Values.isTrue(operand);
            case "-" -> Numbers.calculate(rendering, "-", 0L, operand);
            default -> Numbers.calculate(rendering, "+", 0L, operand);
        };
    }
}
