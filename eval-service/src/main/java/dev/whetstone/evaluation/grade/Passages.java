package dev.whetstone.evaluation.grade;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The numbered passages of an input: {@code [3]} at the start of a line gives passage 3. Only if no line starts so, any {@code [3]} does. */
final class Passages {

    private static final Pattern AT_LINE_START = Pattern.compile("(?m)^[ \\t>*-]{0,8}\\[(\\d{1,4})]");
    private static final Pattern ANYWHERE = Pattern.compile("\\[(\\d{1,4})]");

    private Passages() {}

    static Set<Integer> given(String input) {
        Set<Integer> given = numbers(AT_LINE_START.matcher(input));
        return given.isEmpty() ? numbers(ANYWHERE.matcher(input)) : given;
    }

    private static Set<Integer> numbers(Matcher matches) {
        Set<Integer> numbers = new TreeSet<>();
        while (matches.find()) {
            numbers.add(Integer.parseInt(matches.group(1)));
        }
        return numbers;
    }
}
