package dev.whetstone.dataset.quality;

import com.google.re2j.Pattern;
import dev.whetstone.dataset.finding.Check;
import dev.whetstone.dataset.finding.Findings;
import dev.whetstone.dataset.finding.Place;
import dev.whetstone.dataset.similarity.Shingles;
import dev.whetstone.dataset.similarity.Words;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** Length, repetition, placeholders, refusals and broken encodings. All of them are worth a look, none of them is proof. */
final class TextCheck implements RowCheck {

    private static final int BYTES_A_TOKEN = 4;
    private static final int REPETITION_WORDS = 4;

    private static final int REFUSAL_CHARACTERS = 80;
    private static final List<String> PLACEHOLDER_SIGNS =
            List.of("TODO", "TBD", "FIXME", "XXX", "rem ipsum", "REM IPSUM", "{{", "<", "[");

    private static final Pattern PLACEHOLDER = Pattern.compile(
            "\\b(?:TODO|TBD|FIXME|XXX)\\b|(?i:lorem ipsum)|\\{\\{[^}]{0,60}\\}\\}|<[A-Z][A-Z_ ]{2,30}>|\\[(?i:insert|your|placeholder)[^\\]]{0,40}\\]");
    private static final Pattern REFUSAL = Pattern.compile(
            "(?i)^\\W{0,5}(?:i'?m sorry|i am sorry|sorry,? but|i cannot|i can(?:'|’)?t (?:help|assist|do|provide|answer)|i'?m (?:unable|not able)|as an ai)\\b");
    private static final List<String> BROKEN_STARTS = List.of("\uFFFD", "Ã", "â€", "Â");
    private static final Pattern MOJIBAKE =
            Pattern.compile("\uFFFD|Ã[\u0080-¿]|â€[™œ\u009D“”¦\u0093\u0094]|Â[\u00A0-¿]");

    private final int maxTokens;

    TextCheck(int maxTokens) {
        this.maxTokens = maxTokens;
    }

    @Override
    public void check(RowText row, Place place, Findings findings) {
        int tokens = row.all().getBytes(StandardCharsets.UTF_8).length / BYTES_A_TOKEN;
        if (maxTokens > 0 && tokens > maxTokens) {
            findings.add(Check.LENGTH_TRUNCATED, place, "about " + tokens + " tokens of " + maxTokens);
        }
        double repeated = repeated(row.target());
        if (repeated > 0.5) {
            findings.add(Check.REPETITION, place, Math.round(repeated * 100) + " % of its four-word runs occur before");
        }
        if (mayHoldPlaceholder(row.target())
                && PLACEHOLDER.matcher(row.target()).find()) {
            findings.add(Check.PLACEHOLDER, place, "in the answer");
        }
        if (refuses(row.target())) {
            findings.add(Check.REFUSAL_IN_TARGET, place, "in the answer");
        }
        if (hasBrokenLetters(row.all())) {
            findings.add(Check.ENCODING_MOJIBAKE, place, "in the row");
        }
    }

    private static boolean mayHoldPlaceholder(String text) {
        return PLACEHOLDER_SIGNS.stream().anyMatch(text::contains);
    }

    /** Refusals stand at the start, or speak of themselves. */
    private static boolean refuses(String text) {
        String start = text.substring(0, Math.min(REFUSAL_CHARACTERS, text.length()));
        return REFUSAL.matcher(start).find() || text.toLowerCase(Locale.ROOT).contains("as an ai ");
    }

    private static boolean hasBrokenLetters(String text) {
        boolean possible = BROKEN_STARTS.stream().anyMatch(text::contains);
        return possible && MOJIBAKE.matcher(text).find();
    }

    /** The share of four-word runs that have occurred before; 0 for a text of under 16 words. */
    static double repeated(String text) {
        long[] words = Words.hashes(text);
        int runs = words.length - REPETITION_WORDS + 1;
        return words.length < 4 * REPETITION_WORDS
                ? 0
                : 1 - (double) Shingles.of(words, REPETITION_WORDS).length / runs;
    }
}
