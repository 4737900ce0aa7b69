package dev.whetstone.engine.template;

import java.util.ArrayList;
import java.util.List;

/** Tokens of one tag, from after its opening up to its closing. */
final class ExpressionLexer {

    /** The longest first. */
    private static final List<String> OPERATORS = List.of(
            "//", "**", "==", "!=", ">=", "<=", "+", "-", "/", "*", "%", "~", "[", "]", "(", ")", "{", "}", ">", "<",
            "=", ".", ":", "|", ",");

    private final String source;
    private final String close;
    private final List<Token> tokens = new ArrayList<>();
    private int at;
    private int line;
    private int open; // brackets: a closing mark inside them is none

    ExpressionLexer(String source, int from, int line, String close) {
        this.source = source;
        this.at = from;
        this.line = line;
        this.close = close;
    }

    List<Token> read() {
        int begin = line;
        while (!closes()) {
            if (at >= source.length()) {
                throw new TemplateException(begin, "a tag is not closed: " + close + " is missing");
            }
            next(source.charAt(at));
        }
        return tokens;
    }

    /** Where the closing mark stands, with its dash or plus. */
    int end() {
        return at;
    }

    private boolean closes() {
        return open == 0
                && (source.startsWith(close, at)
                        || source.startsWith("-" + close, at)
                        || source.startsWith("+" + close, at));
    }

    private void next(char character) {
        if (character == '\n') {
            line++;
            at++;
        } else if (Chars.isSpace(character)) {
            at++;
        } else if (character == '\'' || character == '"') {
            string(character);
        } else if (Character.isDigit(character)) {
            number();
        } else if (Character.isJavaIdentifierStart(character) && character != '$') {
            name();
        } else {
            operator(character);
        }
    }

    private void name() {
        int begin = at;
        while (at < source.length() && Character.isJavaIdentifierPart(source.charAt(at)) && source.charAt(at) != '$') {
            at++;
        }
        add(Token.Kind.NAME, source.substring(begin, at));
    }

    private void number() {
        int begin = at;
        digits();
        boolean whole = true;
        if (at + 1 < source.length() && source.charAt(at) == '.' && Character.isDigit(source.charAt(at + 1))) {
            at++;
            digits();
            whole = false;
        }
        if (source.substring(at).matches("(?s)[eE][+-]?[0-9].*")) {
            at += 2;
            digits();
            whole = false;
        }
        add(
                whole ? Token.Kind.INTEGER : Token.Kind.FLOAT,
                source.substring(begin, at).replace("_", ""));
    }

    private void digits() {
        while (at < source.length() && (Character.isDigit(source.charAt(at)) || source.charAt(at) == '_')) {
            at++;
        }
    }

    private void string(char quote) {
        int begin = line;
        StringBuilder value = new StringBuilder();
        for (at++; at < source.length() && source.charAt(at) != quote; at++) {
            char character = source.charAt(at);
            if (character == '\n') {
                line++;
            }
            if (character == '\\') {
                at = StringEscape.append(source, at, value);
            } else {
                value.append(character);
            }
        }
        if (at >= source.length()) {
            throw new TemplateException(begin, "a string is not closed: " + quote + " is missing");
        }
        at++;
        tokens.add(new Token(Token.Kind.STRING, value.toString(), begin));
    }

    private void operator(char character) {
        for (String operator : OPERATORS) {
            if (source.startsWith(operator, at)) {
                add(Token.Kind.OPERATOR, operator);
                at += operator.length();
                count(operator);
                return;
            }
        }
        throw new TemplateException(line, "unexpected character '" + character + "'");
    }

    private void count(String operator) {
        if ("([{".contains(operator)) {
            open++;
        } else if (")]}".contains(operator) && --open < 0) {
            throw new TemplateException(line, "unexpected '" + operator + "'");
        }
    }

    private void add(Token.Kind kind, String text) {
        tokens.add(new Token(kind, text, line));
    }
}
