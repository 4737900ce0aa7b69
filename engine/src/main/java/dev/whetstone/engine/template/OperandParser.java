package dev.whetstone.engine.template;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Literals and names with what is attached to them: attributes, items, calls, filters, tests. */
final class OperandParser {

    private final TokenReader tokens;
    private final ExpressionParser expressions;

    OperandParser(TokenReader tokens, ExpressionParser expressions) {
        this.tokens = tokens;
        this.expressions = expressions;
    }

    Expression parse() {
        return filtered(parseSigned());
    }

    private Expression parseSigned() {
        Token token = tokens.peek();
        if (!token.isOperator("-") && !token.isOperator("+")) {
            return attached(parsePlain());
        }
        tokens.next();
        tokens.enter();
        Expression operand = parseSigned();
        tokens.leave();
        return new Expression.Unary(token.text(), operand, token.line());
    }

    private Expression parsePlain() {
        Token token = tokens.next();
        return switch (token.kind()) {
            case NAME -> name(token);
            case STRING -> new Expression.Constant(Text.trusted(adjacent(token)), token.line());
            case INTEGER -> new Expression.Constant(integer(token), token.line());
            case FLOAT -> new Expression.Constant(Double.valueOf(token.text()), token.line());
            case OPERATOR -> bracket(token);
            default -> throw new TemplateException(token.line(), "expected a value, found " + token.shown());
        };
    }

    private static Expression name(Token token) {
        Object constant = switch (token.text()) {
            case "true", "True" -> true;
            case "false", "False" -> false;
            case "none", "None" -> None.NONE;
            default -> null;
        };
        return constant == null
                ? new Expression.Name(token.text(), token.line())
                : new Expression.Constant(constant, token.line());
    }

    /** Strings that follow one another are one. */
    private String adjacent(Token first) {
        StringBuilder text = new StringBuilder(first.text());
        while (tokens.peek().is(Token.Kind.STRING)) {
            text.append(tokens.next().text());
        }
        return text.toString();
    }

    private static Long integer(Token token) {
        try {
            return Long.valueOf(token.text());
        } catch (NumberFormatException e) {
            throw new TemplateException(token.line(), "the number " + token.text() + " is too large");
        }
    }

    private Expression bracket(Token token) {
        return switch (token.text()) {
            case "(" -> inParentheses(token);
            case "[" -> new Expression.Sequence(items("]"), token.line());
            case "{" -> mapping(token);
            default -> throw new TemplateException(token.line(), "expected a value, found " + token.shown());
        };
    }

    private Expression inParentheses(Token open) {
        if (tokens.skipOperator(")")) {
            return new Expression.Sequence(List.of(), open.line());
        }
        Expression first = expressions.parse();
        if (tokens.skipOperator(")")) {
            return first;
        }
        tokens.expectOperator(",");
        List<Expression> items = new ArrayList<>(List.of(first));
        items.addAll(items(")"));
        return new Expression.Sequence(items, open.line());
    }

    private List<Expression> items(String close) {
        List<Expression> items = new ArrayList<>();
        while (!tokens.skipOperator(close)) {
            items.add(expressions.parse());
            separator(close);
        }
        return items;
    }

    private void separator(String close) {
        if (!tokens.peek().isOperator(close)) {
            tokens.expectOperator(",");
        }
    }

    private Expression mapping(Token open) {
        List<Map.Entry<Expression, Expression>> entries = new ArrayList<>();
        while (!tokens.skipOperator("}")) {
            Expression key = expressions.parse();
            tokens.expectOperator(":");
            entries.add(Map.entry(key, expressions.parse()));
            separator("}");
        }
        return new Expression.Mapping(entries, open.line());
    }

    private Expression attached(Expression operand) {
        Expression value = operand;
        while (true) {
            int line = tokens.line();
            if (tokens.skipOperator(".")) {
                value = attribute(value, line);
            } else if (tokens.skipOperator("[")) {
                value = item(value, line);
            } else if (tokens.peek().isOperator("(")) {
                value = new Expression.Call(value, passed(), line);
            } else {
                return value;
            }
            tokens.link();
        }
    }

    private Expression attribute(Expression object, int line) {
        if (tokens.peek().is(Token.Kind.INTEGER)) {
            return new Expression.Item(object, new Expression.Constant(integer(tokens.next()), line), line);
        }
        return new Expression.Attribute(
                object, tokens.expect(Token.Kind.NAME, "an attribute").text(), line);
    }

    private Expression item(Expression object, int line) {
        Expression none = new Expression.Constant(None.NONE, line);
        Expression begin = tokens.peek().isOperator(":") ? none : expressions.parse();
        if (tokens.skipOperator("]")) {
            return new Expression.Item(object, begin, line);
        }
        tokens.expectOperator(":");
        Expression end = endsPart() ? none : expressions.parse();
        Expression step = tokens.skipOperator(":") && !endsPart() ? expressions.parse() : none;
        tokens.expectOperator("]");
        return new Expression.Slice(object, begin, end, step, line);
    }

    private boolean endsPart() {
        return tokens.peek().isOperator(":") || tokens.peek().isOperator("]");
    }

    private Expression filtered(Expression operand) {
        Expression value = operand;
        while (true) {
            int line = tokens.line();
            if (tokens.skipOperator("|")) {
                String name =
                        tokens.expect(Token.Kind.NAME, "the name of a filter").text();
                Filters.requireKnown(name, line);
                Expression.Passed passed = tokens.peek().isOperator("(") ? passed() : Expression.Passed.NOTHING;
                value = new Expression.Filter(value, name, passed, line);
            } else if (tokens.skipName("is")) {
                value = test(value, line);
            } else if (tokens.peek().isOperator("(")) {
                value = new Expression.Call(value, passed(), line);
            } else {
                return value;
            }
            tokens.link();
        }
    }

    /** {@code is not divisibleby 3}: one argument may stand without parentheses. */
    private Expression test(Expression input, int line) {
        boolean negated = tokens.skipName("not");
        String name = tokens.expect(Token.Kind.NAME, "the name of a test").text();
        Tests.requireKnown(name, line);
        Expression.Passed passed = Expression.Passed.NOTHING;
        if (tokens.peek().isOperator("(")) {
            passed = passed();
        } else if (beginsArgument(tokens.peek())) {
            passed = new Expression.Passed(List.of(attached(parsePlain())), Map.of());
        }
        return new Expression.Test(input, name, passed, negated, line);
    }

    private static boolean beginsArgument(Token token) {
        return switch (token.kind()) {
            case NAME -> !List.of("else", "or", "and", "if", "is", "not", "in").contains(token.text());
            case STRING, INTEGER, FLOAT -> true;
            case OPERATOR -> token.text().equals("[") || token.text().equals("{");
            default -> false;
        };
    }

    private Expression.Passed passed() {
        tokens.expectOperator("(");
        List<Expression> positional = new ArrayList<>();
        Map<String, Expression> named = new LinkedHashMap<>();
        while (!tokens.skipOperator(")")) {
            Token token = tokens.peek();
            if (token.is(Token.Kind.NAME) && tokens.peek(1).isOperator("=")) {
                tokens.next();
                tokens.next();
                named.put(token.text(), expressions.parse());
            } else if (named.isEmpty()) {
                positional.add(expressions.parse());
            } else {
                throw tokens.unexpected("a named argument");
            }
            separator(")");
        }
        return new Expression.Passed(positional, named);
    }
}
