package dev.whetstone.engine.template;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Values of expressions. */
final class ExpressionEvaluator {

    private final Rendering rendering;
    private final Operators operators;
    private final Lookup lookup;

    ExpressionEvaluator(Rendering rendering) {
        this.rendering = rendering;
        this.operators = new Operators(rendering);
        this.lookup = new Lookup(rendering);
    }

    Object evaluate(Expression expression, Scope scope) {
        rendering.at(expression.line());
        return switch (expression) {
            case Expression.Constant constant -> constant.value();
            case Expression.Name name -> scope.find(name.name());
            case Expression.Attribute attribute ->
                lookup.attribute(evaluate(attribute.object(), scope), attribute.name());
            case Expression.Item item -> lookup.item(evaluate(item.object(), scope), evaluate(item.key(), scope));
            case Expression.Slice slice -> slice(slice, scope);
            case Expression.Call call -> call(call, scope);
            case Expression.Filter filter -> filter(filter, scope);
            case Expression.Test test -> test(test, scope);
            case Expression.Unary unary -> operators.unary(unary.operator(), evaluate(unary.operand(), scope));
            case Expression.Binary binary -> binary(binary, scope);
            case Expression.Logical logical -> logical(logical, scope);
            case Expression.Comparison comparison -> comparison(comparison, scope);
            case Expression.Conditional conditional ->
                evaluate(isTrue(conditional.condition(), scope) ? conditional.then() : conditional.otherwise(), scope);
            case Expression.Sequence sequence -> evaluateAll(sequence.items(), scope);
            case Expression.Mapping mapping -> mapping(mapping, scope);
        };
    }

    boolean isTrue(Expression expression, Scope scope) {
        return Values.isTrue(evaluate(expression, scope));
    }

    List<Object> evaluateAll(List<Expression> expressions, Scope scope) {
        List<Object> values = new ArrayList<>();
        for (Expression expression : expressions) {
            values.add(evaluate(expression, scope));
        }
        return values;
    }

    private Object slice(Expression.Slice slice, Scope scope) {
        Object object = evaluate(slice.object(), scope);
        if (object instanceof Undefined undefined) {
            throw lookup.undefined(undefined);
        }
        return Slices.slice(
                rendering,
                object,
                evaluate(slice.begin(), scope),
                evaluate(slice.end(), scope),
                evaluate(slice.step(), scope));
    }

    private Object binary(Expression.Binary binary, Scope scope) {
        Object left = evaluate(binary.left(), scope);
        Object right = evaluate(binary.right(), scope);
        rendering.at(binary.line());
        return operators.binary(binary.operator(), left, right);
    }

    private Object logical(Expression.Logical logical, Scope scope) {
        Object left = evaluate(logical.left(), scope);
        boolean decided = Values.isTrue(left) == logical.operator().equals("or");
        return decided ? left : evaluate(logical.right(), scope);
    }

    private Object comparison(Expression.Comparison comparison, Scope scope) {
        Object left = evaluate(comparison.first(), scope);
        for (Expression.Pair pair : comparison.pairs()) {
            Object right = evaluate(pair.right(), scope);
            if (!operators.compare(pair.operator(), left, right)) {
                return false;
            }
            left = right;
        }
        return true;
    }

    private Object mapping(Expression.Mapping mapping, Scope scope) {
        Map<Object, Object> values = new LinkedHashMap<>();
        for (Map.Entry<Expression, Expression> entry : mapping.entries()) {
            values.put(evaluate(entry.getKey(), scope), evaluate(entry.getValue(), scope));
        }
        return values;
    }

    private Object call(Expression.Call call, Scope scope) {
        Object function = evaluate(call.function(), scope);
        Arguments arguments = arguments(call.passed(), scope);
        rendering.at(call.line());
        return switch (function) {
            case Callable callable -> callable.call(arguments);
            case Undefined undefined -> throw lookup.undefined(undefined);
            default -> throw rendering.fail(Values.typeName(function) + " cannot be called");
        };
    }

    private Object filter(Expression.Filter filter, Scope scope) {
        Object input = evaluate(filter.input(), scope);
        Arguments arguments = arguments(filter.passed(), scope);
        rendering.at(filter.line());
        return Filters.apply(filter.name(), input, arguments);
    }

    private Object test(Expression.Test test, Scope scope) {
        Object input = evaluate(test.input(), scope);
        Arguments arguments = arguments(test.passed(), scope);
        rendering.at(test.line());
        return Tests.holds(test.name(), input, arguments) != test.negated();
    }

    private Arguments arguments(Expression.Passed passed, Scope scope) {
        Map<String, Object> named = new LinkedHashMap<>();
        passed.named().forEach((name, expression) -> named.put(name, evaluate(expression, scope)));
        return new Arguments(rendering, evaluateAll(passed.positional(), scope), named);
    }
}
