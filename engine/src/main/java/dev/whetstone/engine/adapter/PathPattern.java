package dev.whetstone.engine.adapter;

import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;

/**
 * A regular expression over the paths of modules, in the part of the language that Python's {@code re}, which PEFT uses, and Java read
 * alike. Patterns come from foreign files: what is accepted is bounded in length and in time.
 */
public final class PathPattern {

    private static final int LONGEST = 1_000;
    private static final int MOST_CHARACTERS_READ = 200_000;

    /** Literals, classes, groups, alternatives and uncounted repetitions. */
    private static final Pattern ACCEPTED = Pattern.compile(
            "(?:[A-Za-z0-9_^$|)-]" // literals, anchors, alternatives
                    + "|\\.|\\\\[.dDwWbB_-]" // any character, escapes
                    + "|\\[\\^?(?:[A-Za-z0-9_.-]|\\\\[.dDwW_-])+\\]" // a class
                    + "|\\((?:\\?[:=!])?+(?![*+?])" // a group or a look ahead
                    + "|[*+?]\\??(?![*+?])" // a repetition, greedy or not
                    + ")*+");

    private static final Pattern NAME = Pattern.compile("\\w+(\\.\\w+)*+");

    private final String text;
    private final Pattern compiled;

    private PathPattern(String text, Pattern compiled) {
        this.text = text;
        this.compiled = compiled;
    }

    /** That matches whole paths, as {@code re.fullmatch}. @throws IllegalArgumentException when it is not such a pattern */
    static PathPattern ofPath(String text) {
        return new PathPattern(text, compile(text, text));
    }

    /** That matches the last parts of paths, as PEFT reads the keys of {@code rank_pattern}: {@code re.match(r"(.*\.)?(KEY)$", path)}. */
    static PathPattern ofEnd(String text) {
        return new PathPattern(text, compile(text, "(.*\\.)?(" + text + ")$"));
    }

    /**
     * That matches paths which are one of the names or end with a dot and one of them.
     *
     * @throws IllegalArgumentException naming one that is no name
     */
    static String named(List<String> names) {
        return names.stream().map(PathPattern::literal).collect(Collectors.joining("|", "(?:.*\\.)?(?:", ")"));
    }

    private static String literal(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "'" + name + "' is no name of a module, such as v_proj or layers.0.mlp.up_proj");
        }
        return name.replace(".", "\\.");
    }

    private static Pattern compile(String text, String whole) {
        if (text.isEmpty() || text.length() > LONGEST) {
            throw new IllegalArgumentException("it has " + text.length() + " characters: use 1 to " + LONGEST);
        }
        if (!ACCEPTED.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "it uses more of regular expressions than literals, classes, groups, alternatives, look-aheads and * + ?");
        }
        try {
            return Pattern.compile(whole);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("it is no regular expression: " + e.getDescription(), e);
        }
    }

    /** @throws IllegalArgumentException when that takes too long to tell */
    boolean matches(String path) {
        return compiled.matcher(new Bounded(path)).matches();
    }

    /** Whether it matches the same: by its text and by how much of a path that has to match. */
    @Override
    public boolean equals(Object other) {
        return other instanceof PathPattern pattern
                && pattern.compiled.pattern().equals(compiled.pattern());
    }

    @Override
    public int hashCode() {
        return compiled.pattern().hashCode();
    }

    /** As it was written. */
    @Override
    public String toString() {
        return text;
    }

    /** Text that may be read so many times: backtracking can take longer than anybody lives. */
    private static final class Bounded implements CharSequence {

        private final String text;
        private int read;

        private Bounded(String text) {
            this.text = text;
        }

        @Override
        public char charAt(int index) {
            if (read++ == MOST_CHARACTERS_READ) {
                throw new IllegalArgumentException(
                        "it takes too long to match " + text + ": avoid repetitions inside repetitions");
            }
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.subSequence(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
