package dev.whetstone.cli.report;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Writes markup that is well-formed as XML and valid as HTML. Text and attribute values are always escaped; there is no way around it, so a model's
 * output cannot become markup.
 */
final class Html {

    private final StringBuilder out = new StringBuilder();
    private final Deque<String> open = new ArrayDeque<>();

    /** An element with what {@code content} writes inside. @param attributes names and values in turn */
    Html in(String tag, Runnable content, String... attributes) {
        start(tag, attributes);
        out.append('>');
        open.push(tag);
        content.run();
        open.pop();
        out.append("</").append(tag).append('>');
        return this;
    }

    /** An element with a text. */
    Html element(String tag, String text, String... attributes) {
        return in(tag, () -> text(text), attributes);
    }

    /** An element that never has content, such as {@code meta} or an SVG {@code line}. */
    Html empty(String tag, String... attributes) {
        start(tag, attributes);
        out.append("/>");
        return this;
    }

    Html text(String text) {
        escape(text);
        return this;
    }

    /** The style sheet, which must not need escaping. */
    Html style(String css) {
        if (css.contains("<") || css.contains("&")) {
            throw new IllegalArgumentException("css: expected a style sheet without < and &");
        }
        out.append("<style>").append(css).append("</style>");
        return this;
    }

    private void start(String tag, String... attributes) {
        if (attributes.length % 2 != 0) {
            throw new IllegalArgumentException(
                    "attributes: expected names and values in turn, but got " + attributes.length);
        }
        out.append('<').append(tag);
        for (int i = 0; i < attributes.length; i += 2) {
            out.append(' ').append(attributes[i]).append("=\"");
            escape(attributes[i + 1]);
            out.append('"');
        }
    }

    private void escape(String text) {
        text.codePoints().forEach(c -> {
            switch (c) {
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '&' -> out.append("&amp;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> out.appendCodePoint(allowed(c) ? c : 0xFFFD);
            }
        });
    }

    /** Characters of XML 1.0: no control characters but white space, no lone surrogates. */
    private static boolean allowed(int c) {
        return c == '\t'
                || c == '\n'
                || c == '\r'
                || c >= 0x20 && c < 0xD800
                || c >= 0xE000 && c < 0xFFFE
                || c >= 0x10000;
    }

    @Override
    public String toString() {
        if (!open.isEmpty()) {
            throw new IllegalStateException("still open: " + open);
        }
        return "<!DOCTYPE html>\n" + out;
    }
}
