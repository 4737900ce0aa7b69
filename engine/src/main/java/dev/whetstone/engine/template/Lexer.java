package dev.whetstone.engine.template;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a template into text and tags with Jinja2's rules for white space, as chat templates are written for: {@code trim_blocks}
 * and {@code lstrip_blocks} on, a dash beside a tag takes all white space on its side, a plus keeps it, and one newline at the
 * very end is dropped.
 */
final class Lexer {

    private final String source;
    private final List<Token> tokens = new ArrayList<>();
    private int at;
    private int line = 1;
    private boolean lineStarts = true;

    private Lexer(String source) {
        this.source = source;
    }

    static List<Token> tokens(String source) {
        String lines = source.replace("\r\n", "\n").replace('\r', '\n');
        return new Lexer(lines.endsWith("\n") ? lines.substring(0, lines.length() - 1) : lines).read();
    }

    private List<Token> read() {
        while (at < source.length()) {
            int tag = nextTag();
            text(source.substring(at, tag), tag);
            moveTo(tag);
            if (tag < source.length()) {
                tag(source.charAt(tag + 1));
            }
        }
        tokens.add(new Token(Token.Kind.END, "", line));
        return tokens;
    }

    private int nextTag() {
        for (int i = source.indexOf('{', at); i >= 0 && i + 1 < source.length(); i = source.indexOf('{', i + 1)) {
            if ("{%#".indexOf(source.charAt(i + 1)) >= 0) {
                return i;
            }
        }
        return source.length();
    }

    /** The text before a tag, less what the tag takes of it. */
    private void text(String text, int tag) {
        String kept = text;
        if (tag < source.length()) {
            char mark = tag + 2 < source.length() ? source.charAt(tag + 2) : ' ';
            if (mark == '-') {
                kept = Chars.stripTrailing(text);
            } else if (mark != '+' && source.charAt(tag + 1) != '{') {
                kept = withoutIndent(text);
            }
        }
        if (!kept.isEmpty()) {
            tokens.add(new Token(Token.Kind.TEXT, kept, line));
        }
    }

    private String withoutIndent(String text) {
        int lineBegin = text.lastIndexOf('\n') + 1;
        boolean beginsLine = lineBegin > 0 || lineStarts;
        return beginsLine && Chars.isBlank(text.substring(lineBegin)) ? text.substring(0, lineBegin) : text;
    }

    private void tag(char kind) {
        int begin = at;
        moveTo(at + 2);
        if (kind == '#') {
            comment(begin);
            return;
        }
        if (at < source.length() && "-+".indexOf(source.charAt(at)) >= 0) {
            moveTo(at + 1);
        }
        boolean block = kind == '%';
        if (block && raw()) {
            return;
        }
        tokens.add(new Token(block ? Token.Kind.BLOCK_BEGIN : Token.Kind.VARIABLE_BEGIN, "{" + kind, line));
        ExpressionLexer inside = new ExpressionLexer(source, at, line, block ? "%}" : "}}");
        tokens.addAll(inside.read());
        moveTo(inside.end());
        tokens.add(new Token(block ? Token.Kind.BLOCK_END : Token.Kind.VARIABLE_END, block ? "%}" : "}}", line));
        moveTo(at + (source.charAt(at) == '-' || source.charAt(at) == '+' ? 3 : 2));
        afterTag(block);
    }

    private void comment(int begin) {
        int end = source.indexOf("#}", at);
        if (end < 0) {
            throw new TemplateException(line, "the comment {# is not closed");
        }
        moveTo(Math.max(end, begin + 2) + 2);
        afterTag(true);
    }

    /** What stands between raw and endraw is text, whatever it looks like. */
    private boolean raw() {
        int end = Chars.endOfTag(source, at, "raw");
        if (end < 0) {
            return false;
        }
        moveTo(end);
        afterTag(true);
        for (int i = source.indexOf("{%", at); i >= 0; i = source.indexOf("{%", i + 2)) {
            int inside = i + 2 < source.length() && "-+".indexOf(source.charAt(i + 2)) >= 0 ? i + 3 : i + 2;
            int endOfRaw = Chars.endOfTag(source, inside, "endraw");
            if (endOfRaw >= 0) {
                text(source.substring(at, i), i);
                moveTo(endOfRaw);
                afterTag(true);
                return true;
            }
        }
        throw new TemplateException(line, "{% raw %} is not closed");
    }

    /** Takes the white space after a tag that belongs to it. */
    private void afterTag(boolean trimsNewline) {
        char mark = source.charAt(at - 3);
        int end = at;
        if (mark == '-') {
            while (end < source.length() && Chars.isSpace(source.charAt(end))) {
                end++;
            }
        } else if (trimsNewline && mark != '+' && end < source.length() && source.charAt(end) == '\n') {
            end++;
        }
        lineStarts = end > at && source.charAt(end - 1) == '\n';
        moveTo(end);
    }

    private void moveTo(int position) {
        for (; at < position; at++) {
            if (source.charAt(at) == '\n') {
                line++;
            }
        }
    }
}
