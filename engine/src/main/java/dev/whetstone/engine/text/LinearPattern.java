package dev.whetstone.engine.text;

/**
 * Reads a pattern of Oniguruma's Ruby syntax and tells whether a match is found, or not found, within a number of steps that is proportional to
 * the text. The tokenizer library ends the process when a match takes more than ten million steps back, so a pattern like
 * {@code (a+)+$} from a stranger's file must never reach it.
 *
 * <p>Steps back multiply: what may repeat without end (<em>open</em>) times what comes in several ways (<em>choices</em>), for every part after
 * which something can still fail. Allowed is one open part, and a few choices over the whole pattern.
 */
final class LinearPattern {

    /** Together with {@link Tokenizer#LONGEST_TEXT} below the library's ten million. */
    private static final int MOST_WAYS = 4;

    private static final int MOST_CHOICES = 64;
    private static final int LONGEST = 10_000;
    private static final int DEEPEST = 8;
    private static final int MANY = 8;

    private final String pattern;
    private int at;
    private int depth;
    private int linearWays;

    private LinearPattern(String pattern) {
        this.pattern = pattern;
    }

    /** A part that was read: open repetitions and choices that it leaves behind, and whether it is always the same number of characters. */
    private record Part(int open, int choices, boolean fixed, boolean consumes) {

        private static final Part CHARACTER = new Part(0, 1, true, true);
        private static final Part NOTHING = new Part(0, 1, true, false);

        Part then(Part next) {
            return new Part(
                    open + next.open,
                    Math.min(MOST_CHOICES + 1, choices * next.choices),
                    fixed && next.fixed,
                    consumes || next.consumes);
        }
    }

    /** What is wrong with a pattern. */
    static final class Refused extends Exception {
        Refused(String what) {
            super(what);
        }
    }

    /** @throws Refused saying what in the pattern may take too long, or is not known here */
    static void require(String pattern) throws Refused {
        if (pattern.length() > LONGEST) {
            throw new Refused("has " + pattern.length() + " characters, more than the " + LONGEST + " allowed");
        }
        LinearPattern reader = new LinearPattern(pattern);
        reader.alternatives(Part.NOTHING);
        if (reader.at < pattern.length()) {
            throw reader.refused("has a ) too many");
        }
        if (reader.linearWays > MOST_WAYS) {
            throw new Refused("may go back over a text in " + reader.linearWays + " ways, more than " + MOST_WAYS);
        }
    }

    /** @param before what leads up to here */
    private Part alternatives(Part before) throws Refused {
        if (++depth > DEEPEST) {
            throw refused("is nested deeper than " + DEEPEST);
        }
        Part all = sequence(before);
        int count = 1;
        while (take("|")) {
            Part next = sequence(before);
            count++;
            all = new Part(
                    Math.max(all.open, next.open),
                    Math.min(MOST_CHOICES + 1, all.choices + next.choices),
                    false,
                    all.consumes || next.consumes);
        }
        depth--;
        return count == 1 ? all : new Part(all.open, all.choices, false, all.consumes);
    }

    private Part sequence(Part before) throws Refused {
        Part here = Part.NOTHING;
        int ways = 0;
        while (at < pattern.length() && pattern.charAt(at) != '|' && pattern.charAt(at) != ')') {
            Part leading = before.then(here);
            int from = at;
            int waysBefore = linearWays;
            Part atom = atom(Part.NOTHING); // what may be left out fails by itself
            Repetition repetition = repetition();
            if (repetition.least > 0) {
                at = from;
                linearWays = waysBefore;
                atom = atom(leading);
                repetition = repetition();
                int back = waysBack(leading);
                ways = Math.max(ways, pattern.charAt(from) == '(' ? 0 : back); // a group has counted by itself
            }
            here = here.then(repeated(atom, repetition));
        }
        linearWays += ways;
        return here;
    }

    /** How often a text may be gone over when what follows fails. */
    private int waysBack(Part leading) throws Refused {
        if (leading.open > 1) {
            throw refused("repeats in two places without end before something that may fail");
        }
        if (leading.choices > MOST_CHOICES) {
            throw refused("leaves more than " + MOST_CHOICES + " ways before something that may fail");
        }
        return leading.open == 1 ? leading.choices : 0;
    }

    /** @param most -1 without end */
    private record Repetition(int least, int most, boolean goesBack) {

        boolean isOnce() {
            return least == 1 && most == 1;
        }
    }

    private Part repeated(Part atom, Repetition repetition) throws Refused {
        if (repetition.isOnce()) {
            return atom;
        }
        boolean optional = repetition.least == 0 && repetition.most == 1;
        if (!optional && !(atom.fixed && atom.consumes)) {
            throw refused("repeats a group that is not always equally long");
        }
        boolean fixed = repetition.least == repetition.most && atom.fixed;
        if (!repetition.goesBack) {
            return new Part(0, 1, fixed, atom.consumes);
        }
        boolean open = repetition.most < 0 || repetition.most - repetition.least > MANY;
        int choices = open ? 1 : repetition.most - repetition.least + 1;
        return new Part(
                atom.open + (open ? 1 : 0), Math.min(MOST_CHOICES + 1, atom.choices * choices), fixed, atom.consumes);
    }

    private Repetition repetition() throws Refused {
        int least = 1;
        int most = 1;
        if (take("*")) {
            least = 0;
            most = -1;
        } else if (take("+")) {
            most = -1;
        } else if (take("?")) {
            least = 0;
        } else if (at < pattern.length() && pattern.charAt(at) == '{') {
            int end = pattern.indexOf('}', at);
            String inside = end < 0 ? "" : pattern.substring(at + 1, end);
            if (!inside.matches("\\d{1,4}(,\\d{0,4})?|,\\d{1,4}")) {
                throw refused("has a { that is no number of repetitions");
            }
            at = end + 1;
            int comma = inside.indexOf(',');
            least = comma == 0 ? 0 : Integer.parseInt(comma < 0 ? inside : inside.substring(0, comma));
            most = comma < 0 ? least : number(inside.substring(comma + 1));
        } else {
            return new Repetition(1, 1, true);
        }
        boolean counted = pattern.charAt(at - 1) == '}'; // a + or ? after it is a repetition of the repetition
        boolean possessive = !counted && !take("?") && take("+");
        if (at < pattern.length() && "*+?{".indexOf(pattern.charAt(at)) >= 0) {
            throw refused("repeats a repetition");
        }
        return new Repetition(least, most, !possessive);
    }

    private static int number(String digits) {
        return digits.isEmpty() ? -1 : Integer.parseInt(digits);
    }

    private Part atom(Part leading) throws Refused {
        char first = pattern.charAt(at++);
        return switch (first) {
            case '(' -> group(leading);
            case '[' -> set();
            case '\\' -> escape();
            case '^', '$' -> Part.NOTHING;
            case '*', '+', '?' -> throw refused("repeats nothing");
            default -> Part.CHARACTER;
        };
    }

    private Part group(Part leading) throws Refused {
        boolean looks = false;
        boolean keeps = false;
        if (take("?")) {
            if (take("=") || take("!") || take("<=") || take("<!")) {
                looks = true;
            } else if (take(">")) {
                keeps = true;
            } else {
                int colon = at;
                while (colon < pattern.length() && "imx-".indexOf(pattern.charAt(colon)) >= 0) {
                    colon++;
                }
                if (colon == pattern.length() || pattern.charAt(colon) != ':') {
                    throw refused("has a group of a kind that is not known here");
                }
                at = colon + 1;
            }
        }
        Part inside = alternatives(leading);
        if (!take(")")) {
            throw refused("has a group without its end");
        }
        if (looks) {
            return Part.NOTHING;
        }
        return keeps ? new Part(0, 1, inside.fixed, inside.consumes) : inside;
    }

    private Part set() throws Refused {
        if (++depth > DEEPEST) {
            throw refused("is nested deeper than " + DEEPEST);
        }
        take("^");
        take("]"); // the first one stands for itself
        while (at < pattern.length() && pattern.charAt(at) != ']') {
            char next = pattern.charAt(at++);
            if (next == '[') {
                set();
            } else if (next == '\\') {
                escape();
            }
        }
        if (!take("]")) {
            throw refused("has a [ without its end");
        }
        depth--;
        return Part.CHARACTER;
    }

    private Part escape() throws Refused {
        if (at == pattern.length()) {
            throw refused("ends with a backslash");
        }
        char kind = pattern.charAt(at++);
        if (kind >= '1' && kind <= '9' || "kgXRKy".indexOf(kind) >= 0) {
            throw refused("uses \\" + kind + ", which is not supported");
        }
        if ("pPxu".indexOf(kind) >= 0 && take("{")) {
            int end = pattern.indexOf('}', at);
            if (end < 0) {
                throw refused("has a { without its end");
            }
            at = end + 1;
        }
        return "bBAzZG".indexOf(kind) >= 0 ? Part.NOTHING : Part.CHARACTER;
    }

    private boolean take(String text) {
        boolean there = pattern.startsWith(text, at);
        at += there ? text.length() : 0;
        return there;
    }

    private Refused refused(String what) {
        return new Refused(what + " (at character " + at + ")");
    }
}
