package dev.whetstone.engine.template;

import java.util.List;
import java.util.Map;

/** What stands in a tag and has a value. */
sealed interface Expression {

    int line();

    record Constant(Object value, int line) implements Expression {}

    record Name(String name, int line) implements Expression {}

    record Attribute(Expression object, String name, int line) implements Expression {}

    record Item(Expression object, Expression key, int line) implements Expression {}

    /** {@code object[begin:end:step]}; what is left out is none. */
    record Slice(Expression object, Expression begin, Expression end, Expression step, int line)
            implements Expression {}

    record Call(Expression function, Passed passed, int line) implements Expression {}

    record Filter(Expression input, String name, Passed passed, int line) implements Expression {}

    record Test(Expression input, String name, Passed passed, boolean negated, int line) implements Expression {}

    /** {@code not}, {@code -} or {@code +}. */
    record Unary(String operator, Expression operand, int line) implements Expression {}

    record Binary(String operator, Expression left, Expression right, int line) implements Expression {}

    /** {@code and}, {@code or}: the right side only when it matters. */
    record Logical(String operator, Expression left, Expression right, int line) implements Expression {}

    /** {@code a < b == c}: every neighbouring pair must hold. */
    record Comparison(Expression first, List<Pair> pairs, int line) implements Expression {}

    record Pair(String operator, Expression right) {}

    record Conditional(Expression condition, Expression then, Expression otherwise, int line) implements Expression {}

    record Sequence(List<Expression> items, int line) implements Expression {}

    record Mapping(List<Map.Entry<Expression, Expression>> entries, int line) implements Expression {}

    /** Arguments as written. */
    record Passed(List<Expression> positional, Map<String, Expression> named) {
        static final Passed NOTHING = new Passed(List.of(), Map.of());
    }
}
