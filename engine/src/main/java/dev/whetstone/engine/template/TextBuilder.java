package dev.whetstone.engine.template;

import java.util.Arrays;

/** Puts a text together from parts, keeping the marks of each, within the budget. */
final class TextBuilder {

    private final Rendering rendering;
    private final StringBuilder value = new StringBuilder();
    private int[] outside = new int[16];
    private int count;

    TextBuilder(Rendering rendering) {
        this.rendering = rendering;
    }

    TextBuilder append(Text text) {
        rendering.spendCharacters((long) value.length() + text.length());
        int begin = value.length();
        value.append(text.value());
        for (int[] range : text.ranges()) {
            mark(begin + range[0], begin + range[1]);
        }
        return this;
    }

    TextBuilder append(String trusted) {
        return append(Text.trusted(trusted));
    }

    Text build() {
        return Text.marked(value.toString(), Arrays.copyOf(outside, count));
    }

    private void mark(int begin, int end) {
        if (count > 0 && outside[count - 1] == begin) {
            outside[count - 1] = end;
            return;
        }
        if (count == outside.length) {
            outside = Arrays.copyOf(outside, count * 2);
        }
        outside[count++] = begin;
        outside[count++] = end;
    }
}
