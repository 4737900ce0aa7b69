package dev.whetstone.evaluation.grade;

import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Do some words stand in the input? Both are compared without case, typographic form, quote marks and runs of white space. Short ones (under
 * 12 characters) must be whole words of it; longer ones may differ at their ends, as long as 85 % of them is one run of the input.
 */
final class Grounding {

    private static final int SHORT = 12;
    private static final int LONGEST = 1_000;
    private static final double ONE_RUN = 0.85;
    private static final Pattern QUOTES = Pattern.compile("[\"'`´‘’‚‛“”„‟«»‹›]");
    private static final Pattern SPACE = Pattern.compile("[\\s\\p{Z}]+");

    private final String input;

    Grounding(String input) {
        this.input = normalised(input);
    }

    boolean holds(String words) {
        String sought = normalised(words);
        if (sought.isEmpty()) {
            return false;
        }
        if (sought.length() < SHORT) {
            return Pattern.compile("(?<![\\p{L}\\p{N}])" + Pattern.quote(sought) + "(?![\\p{L}\\p{N}])")
                    .matcher(input)
                    .find();
        }
        return input.contains(sought)
                || sought.length() <= LONGEST && longestRun(sought, input) >= ONE_RUN * sought.length();
    }

    private static String normalised(String text) {
        String folded = Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
        return SPACE.matcher(QUOTES.matcher(folded).replaceAll(""))
                .replaceAll(" ")
                .strip();
    }

    /** Length of the longest common substring: one row of the classic table at a time. */
    private static int longestRun(String a, String b) {
        int longest = 0;
        int[] runs = new int[b.length() + 1];
        for (int i = 1; i <= a.length(); i++) {
            for (int j = b.length(); j > 0; j--) {
                runs[j] = a.charAt(i - 1) == b.charAt(j - 1) ? runs[j - 1] + 1 : 0;
                longest = Math.max(longest, runs[j]);
            }
        }
        return longest;
    }
}
