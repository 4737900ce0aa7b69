package dev.whetstone.engine.template;

import java.util.List;

/** Tokens one after the other, with the checks that a parser needs. */
final class TokenReader {

    /** Deeper nesting is no template: it is an attack on the stack. */
    private static final int DEEPEST = 100;

    /** Operators, filters and brackets one after the other in one expression. */
    private static final int LONGEST_CHAIN = 1_000;

    private final List<Token> tokens;
    private int at;
    private int depth;
    private int chain;

    TokenReader(List<Token> tokens) {
        this.tokens = tokens;
    }

    Token peek() {
        return tokens.get(at);
    }

    Token peek(int ahead) {
        return tokens.get(Math.min(at + ahead, tokens.size() - 1));
    }

    Token next() {
        Token token = tokens.get(at);
        if (!token.is(Token.Kind.END)) {
            at++;
        }
        return token;
    }

    int line() {
        return peek().line();
    }

    boolean skipOperator(String operator) {
        return skip(peek().isOperator(operator));
    }

    boolean skipName(String name) {
        return skip(peek().isName(name));
    }

    boolean skip(Token.Kind kind) {
        return skip(peek().is(kind));
    }

    private boolean skip(boolean found) {
        if (found) {
            at++;
        }
        return found;
    }

    void expectOperator(String operator) {
        if (!skipOperator(operator)) {
            throw unexpected("'" + operator + "'");
        }
    }

    void expectName(String name) {
        if (!skipName(name)) {
            throw unexpected("'" + name + "'");
        }
    }

    Token expect(Token.Kind kind, String wanted) {
        if (!peek().is(kind)) {
            throw unexpected(wanted);
        }
        return next();
    }

    void enter() {
        if (++depth > DEEPEST) {
            throw new TemplateException(line(), "nested deeper than " + DEEPEST);
        }
    }

    void leave() {
        depth--;
    }

    /** A new expression begins outside of every other. */
    void beginExpression() {
        chain = 0;
    }

    void link() {
        if (++chain > LONGEST_CHAIN) {
            throw new TemplateException(line(), "an expression of more than " + LONGEST_CHAIN + " operations");
        }
    }

    TemplateException unexpected(String wanted) {
        return new TemplateException(line(), "expected " + wanted + ", found " + peek().shown());
    }
}
