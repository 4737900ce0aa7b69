package dev.whetstone.engine.template;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Statements of a template. A tag that is not known ends in an error that names it: nothing is skipped. */
final class Parser {

    private final TokenReader tokens;
    private final ExpressionParser expressions;
    private int loops;

    private Parser(List<Token> tokens) {
        this.tokens = new TokenReader(tokens);
        this.expressions = new ExpressionParser(this.tokens);
    }

    static List<Statement> parse(String source) {
        Parser parser = new Parser(Lexer.tokens(source));
        List<Statement> statements = parser.body(Set.of());
        if (!parser.tokens.peek().is(Token.Kind.END)) {
            throw parser.tokens.unexpected("the end of the template");
        }
        return statements;
    }

    /** Statements up to a tag with one of the given names, which is left to be read. */
    private List<Statement> body(Set<String> ends) {
        tokens.enter();
        List<Statement> statements = new ArrayList<>();
        while (!atEnd(ends)) {
            Token token = tokens.next();
            switch (token.kind()) {
                case TEXT -> statements.add(new Statement.Literal(Text.trusted(token.text())));
                case VARIABLE_BEGIN -> statements.add(print());
                case BLOCK_BEGIN -> statements.add(tag());
                default -> throw new TemplateException(token.line(), "unexpected " + token.shown());
            }
        }
        tokens.leave();
        return statements;
    }

    private boolean atEnd(Set<String> ends) {
        if (tokens.peek().is(Token.Kind.END)) {
            if (!ends.isEmpty()) {
                throw tokens.unexpected(
                        "{% " + String.join(" %} or {% ", ends.stream().sorted().toList()) + " %}");
            }
            return true;
        }
        return tokens.peek().is(Token.Kind.BLOCK_BEGIN)
                && ends.contains(tokens.peek(1).text());
    }

    private Statement print() {
        Expression value = expressions.parseTuple();
        tokens.expect(Token.Kind.VARIABLE_END, "'}}'");
        return new Statement.Print(value);
    }

    private Statement tag() {
        Token name = tokens.expect(Token.Kind.NAME, "the name of a tag");
        return switch (name.text()) {
            case "if" -> condition();
            case "for" -> loop(name.line());
            case "set" -> assignment(name.line());
            case "macro" -> macro(name.line());
            case "generation" -> new Statement.Block(bodyOf("endgeneration"));
            case "break" -> jump(name, new Statement.Break());
            case "continue" -> jump(name, new Statement.Continue());
            default ->
                throw new TemplateException(
                        name.line(),
                        "{% " + name.text() + " %} is not allowed here: known are if, for, set, macro, raw, generation,"
                                + " break and continue");
        };
    }

    private Statement jump(Token name, Statement statement) {
        if (loops == 0) {
            throw new TemplateException(name.line(), name.text() + " stands outside of a loop");
        }
        endTag();
        return statement;
    }

    private Statement condition() {
        Expression condition = expressions.parseTuple();
        endTag();
        List<Statement> then = body(Set.of("elif", "else", "endif"));
        tokens.next();
        String name = tokens.next().text();
        List<Statement> otherwise = List.of();
        if (name.equals("elif")) {
            tokens.enter(); // a chain of elif nests
            otherwise = List.of(condition());
            tokens.leave();
        } else if (name.equals("else")) {
            endTag();
            otherwise = bodyUpTo("endif");
        } else {
            endTag();
        }
        return new Statement.If(condition, then, otherwise);
    }

    private Statement loop(int line) {
        List<String> targets = targets();
        tokens.expectName("in");
        tokens.beginExpression();
        Expression items = expressions.parseWithoutIf();
        Expression filter = tokens.skipName("if") ? expressions.parse() : new Expression.Constant(Boolean.TRUE, line);
        endTag();
        loops++;
        List<Statement> body = body(Set.of("else", "endfor"));
        loops--;
        tokens.next();
        boolean hasElse = tokens.next().text().equals("else");
        endTag();
        return new Statement.For(targets, items, filter, body, hasElse ? bodyUpTo("endfor") : List.of(), line);
    }

    private List<String> targets() {
        boolean bracket = tokens.skipOperator("(");
        List<String> targets = new ArrayList<>();
        do {
            targets.add(tokens.expect(Token.Kind.NAME, "a name").text());
        } while (tokens.skipOperator(","));
        if (bracket) {
            tokens.expectOperator(")");
        }
        return targets;
    }

    private Statement assignment(int line) {
        if (tokens.peek(1).isOperator(".")) {
            String namespace = tokens.expect(Token.Kind.NAME, "a name").text();
            tokens.next();
            String field = tokens.expect(Token.Kind.NAME, "a field").text();
            tokens.expectOperator("=");
            return new Statement.AssignField(namespace, field, valueToEnd(), line);
        }
        List<String> targets = targets();
        if (tokens.skipOperator("=")) {
            return new Statement.Assign(targets, valueToEnd(), line);
        }
        if (targets.size() > 1) {
            throw tokens.unexpected("'='");
        }
        return new Statement.AssignBlock(targets.getFirst(), bodyOf("endset"));
    }

    private Expression valueToEnd() {
        Expression value = expressions.parseTuple();
        endTag();
        return value;
    }

    private Statement macro(int line) {
        String name = tokens.expect(Token.Kind.NAME, "the name of the macro").text();
        tokens.expectOperator("(");
        Map<String, Expression> parameters = new LinkedHashMap<>();
        while (!tokens.skipOperator(")")) {
            String parameter = tokens.expect(Token.Kind.NAME, "a parameter").text();
            parameters.put(parameter, tokens.skipOperator("=") ? expressions.parse() : Values.REQUIRED);
            if (!tokens.peek().isOperator(")")) {
                tokens.expectOperator(",");
            }
        }
        int outside = loops;
        loops = 0;
        List<Statement> body = bodyOf("endmacro");
        loops = outside;
        return new Statement.DefineMacro(name, parameters, body, line);
    }

    private List<Statement> bodyOf(String end) {
        endTag();
        return bodyUpTo(end);
    }

    private List<Statement> bodyUpTo(String end) {
        List<Statement> body = body(Set.of(end));
        tokens.next();
        tokens.next();
        endTag();
        return body;
    }

    private void endTag() {
        tokens.expect(Token.Kind.BLOCK_END, "'%}'");
    }
}
