package dev.whetstone.engine.template;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A string that remembers which of its characters came from outside (a user, a data set). Only characters that the template
 * itself wrote may later form a control token. Operations keep the mark exactly where they can, and else mark everything.
 */
public final class Text {

    private static final int[] NOWHERE = {};

    static final Text EMPTY = trusted("");

    private final String value;
    private final int[] outside; // begin, end, begin, end, …: sorted, disjoint, never empty ranges

    private Text(String value, int[] outside) {
        this.value = value;
        this.outside = outside;
    }

    /** Written by the template's author or by the program. */
    public static Text trusted(String value) {
        return new Text(value, NOWHERE);
    }

    /** Written by anybody else. */
    public static Text untrusted(String value) {
        return new Text(value, value.isEmpty() ? NOWHERE : new int[] {0, value.length()});
    }

    /** Ranges as in {@link #ranges}, flat. */
    static Text marked(String value, int[] outside) {
        return new Text(value, outside);
    }

    /** Begin and end of each stretch that comes from outside, from left to right. */
    List<int[]> ranges() {
        List<int[]> ranges = new ArrayList<>();
        for (int i = 0; i < outside.length; i += 2) {
            ranges.add(new int[] {outside[i], outside[i + 1]});
        }
        return ranges;
    }

    /** A result of {@code this}: marked as a whole when any part of this was. */
    Text derived(String result) {
        return isTrusted() ? trusted(result) : untrusted(result);
    }

    public String value() {
        return value;
    }

    public int length() {
        return value.length();
    }

    public boolean isTrusted() {
        return outside.length == 0;
    }

    /** Whether the template's author wrote every character from begin to end (exclusive). */
    public boolean isTrusted(int begin, int end) {
        for (int i = 0; i < outside.length; i += 2) {
            if (outside[i] < end && begin < outside[i + 1]) {
                return false;
            }
        }
        return true;
    }

    Text plus(Text other) {
        if (length() == 0 || other.length() == 0) {
            return length() == 0 ? other : this;
        }
        int[] both = Arrays.copyOf(outside, outside.length + other.outside.length);
        for (int i = 0; i < other.outside.length; i++) {
            both[outside.length + i] = other.outside[i] + length();
        }
        return new Text(value + other.value, both);
    }

    /** Characters from begin to end (exclusive), marks kept. */
    public Text slice(int begin, int end) {
        int[] kept = new int[outside.length];
        int count = 0;
        for (int i = 0; i < outside.length; i += 2) {
            int from = Math.max(outside[i], begin);
            int to = Math.min(outside[i + 1], end);
            if (from < to) {
                kept[count++] = from - begin;
                kept[count++] = to - begin;
            }
        }
        return new Text(value.substring(begin, end), Arrays.copyOf(kept, count));
    }

    /** By characters alone: where they come from does not matter to a comparison. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Text text && text.value.equals(value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public String toString() {
        return value;
    }
}
