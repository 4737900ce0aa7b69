package dev.whetstone.engine.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** Operators by precedence, as in Jinja2: {@code if} binds least, then or, and, not, comparisons, + -, ~, * / // %, **. */
final class ExpressionParser {

    private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", "<=", ">", ">=");

    private final TokenReader tokens;
    private final OperandParser operands;

    ExpressionParser(TokenReader tokens) {
        this.tokens = tokens;
        this.operands = new OperandParser(tokens, this);
    }

    /** One expression; several with commas between them are a sequence. */
    Expression parseTuple() {
        tokens.beginExpression();
        int line = tokens.line();
        Expression first = parse();
        if (!tokens.peek().isOperator(",")) {
            return first;
        }
        List<Expression> items = new ArrayList<>(List.of(first));
        while (tokens.skipOperator(",") && !atEnd()) {
            items.add(parse());
        }
        return new Expression.Sequence(items, line);
    }

    Expression parse() {
        tokens.enter();
        Expression value = parseWithoutIf();
        while (tokens.skipName("if")) {
            int line = tokens.line();
            tokens.link();
            Expression condition = parseWithoutIf();
            Expression otherwise =
                    tokens.skipName("else") ? parse() : new Expression.Constant(new Undefined("else"), line);
            value = new Expression.Conditional(condition, value, otherwise, line);
        }
        tokens.leave();
        return value;
    }

    /** Where {@code if} means something else: the items of a loop. */
    Expression parseWithoutIf() {
        Expression left = parseAnd();
        while (tokens.skipName("or")) {
            left = new Expression.Logical("or", left, linked(this::parseAnd), left.line());
        }
        return left;
    }

    private Expression parseAnd() {
        Expression left = parseNot();
        while (tokens.skipName("and")) {
            left = new Expression.Logical("and", left, linked(this::parseNot), left.line());
        }
        return left;
    }

    private Expression parseNot() {
        int line = tokens.line();
        if (!tokens.skipName("not")) {
            return parseComparison();
        }
        tokens.enter();
        Expression operand = parseNot();
        tokens.leave();
        return new Expression.Unary("not", operand, line);
    }

    private Expression parseComparison() {
        int line = tokens.line();
        Expression first = parseSum();
        List<Expression.Pair> pairs = new ArrayList<>();
        for (String operator = comparison(); !operator.isEmpty(); operator = comparison()) {
            pairs.add(new Expression.Pair(operator, linked(this::parseSum)));
        }
        return pairs.isEmpty() ? first : new Expression.Comparison(first, pairs, line);
    }

    private String comparison() {
        Token token = tokens.peek();
        if (token.is(Token.Kind.OPERATOR) && COMPARISONS.contains(token.text())) {
            return tokens.next().text();
        }
        if (tokens.skipName("in")) {
            return "in";
        }
        if (token.isName("not") && tokens.peek(1).isName("in")) {
            tokens.next();
            tokens.next();
            return "not in";
        }
        return "";
    }

    private Expression parseSum() {
        return leftToRight(Set.of("+", "-"), this::parseJoin);
    }

    private Expression parseJoin() {
        return leftToRight(Set.of("~"), this::parseProduct);
    }

    private Expression parseProduct() {
        return leftToRight(Set.of("*", "/", "//", "%"), this::parsePower);
    }

    private Expression parsePower() {
        return leftToRight(Set.of("**"), operands::parse);
    }

    private Expression leftToRight(Set<String> operators, Supplier<Expression> operand) {
        Expression left = operand.get();
        while (tokens.peek().is(Token.Kind.OPERATOR)
                && operators.contains(tokens.peek().text())) {
            Token operator = tokens.next();
            left = new Expression.Binary(operator.text(), left, linked(operand), operator.line());
        }
        return left;
    }

    private Expression linked(Supplier<Expression> operand) {
        tokens.link();
        return operand.get();
    }

    private boolean atEnd() {
        Token token = tokens.peek();
        return token.is(Token.Kind.BLOCK_END)
                || token.is(Token.Kind.VARIABLE_END)
                || token.isOperator(")")
                || token.isOperator("=");
    }
}
