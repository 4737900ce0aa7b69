package dev.whetstone.dataset.quality;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import dev.whetstone.dataset.finding.Check;
import dev.whetstone.dataset.finding.Findings;
import dev.whetstone.dataset.finding.Place;
import dev.whetstone.dataset.similarity.Words;

import java.time.LocalDate;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Facts in answers that will be wrong one day: years beside "current", versions, deadlines, prices, balances, block heights, holders of
 * offices. A heuristic by shape. What the prompt itself says is left alone: repeating it is behaviour, knowing it would be a fact.
 */
final class StaleFactCheck implements RowCheck {

    private static final String MONTHS =
            "(?:january|february|march|april|may|june|july|august|september|october|november|december)";
    private static final String AMOUNT = "[0-9][0-9,.]*(?: ?(?:k|m|bn|million|billion|thousand))?";
    private static final String CURRENCY = "(?:usd[ct]?|eur|gbp|eth|btc|dai|sol|dollars?|euros?|tokens?)";
    private static final String MONEY =
            "(?:[$€£] ?" + AMOUNT + "|" + AMOUNT + " ?" + CURRENCY + "\\b|" + AMOUNT + " ?%)";

    /** Group 1 is what the prompt would have to say. */
    private record Kind(Check check, List<String> keywords, Pattern shape) {

        Kind(Check check, String keywords, String shape) {
            this(check, List.of(keywords.split("\\|")), Pattern.compile("(?i)" + shape));
        }
    }

    private static final List<Kind> KINDS = List.of(
            new Kind(
                    Check.STALE_YEAR,
                    "as of|current|latest|today|nowadays|this year|so far|up to date|recent|newest",
                    "(?:as of|currently|current|latest|today|nowadays|this year|so far|up to date|recently|most recent|newest)"
                            + "[^.!?\\n]{0,40}?\\b((?:19|20)[0-9]{2})\\b"),
            new Kind(
                    Check.STALE_YEAR,
                    "current|latest|most recent|newest|up to date",
                    "\\b((?:19|20)[0-9]{2})\\b[^.!?\\n]{0,40}?\\b(?:currently|is the current|is the latest|is the most recent|is the newest|up to date)\\b"),
            new Kind(
                    Check.STALE_VERSION,
                    "current|latest|newest|stable",
                    "(?:current|latest|newest|stable)[^.!?\\n]{0,40}?\\b(?:version|release|v)[^0-9.!?\\n]{0,12}([0-9]+(?:\\.[0-9]+){0,3})\\b"),
            new Kind(
                    Check.STALE_PRICE,
                    "price|cost|worth|trades|trading|rate|apy|apr|yield|market cap|tvl",
                    "\\b(?:prices?|priced|costs?|worth|trades? at|trading at|(?:interest|exchange|lending|borrow) rate|apy|apr|yields?|market cap|tvl)\\b[^.!?\\n]{0,40}?("
                            + MONEY + ")"),
            new Kind(
                    Check.STALE_PRICE,
                    "per token|per share|per unit|apy|apr|market cap|tvl|a piece|each",
                    "(" + MONEY
                            + ")[^.!?\\n]{0,15}?\\b(?:per (?:token|share|unit|coin)|apy|apr|market cap|tvl|a piece)\\b"),
            new Kind(
                    Check.STALE_BALANCE,
                    "balance|holds|holding|treasury|supply|reserve",
                    "\\b(?:balance|holds|holding|treasury|supply|reserves?)\\b[^.!?\\n]{0,40}?(" + MONEY + ")"),
            new Kind(
                    Check.STALE_BLOCK_HEIGHT,
                    "block",
                    "\\bblock(?:s|[ -]?height| number)?\\b[^.!?\\n0-9]{0,15}([0-9][0-9,]{5,})\\b"),
            new Kind(
                    Check.STALE_OFFICE_HOLDER,
                    "president|minister|chancellor|governor|mayor|ceo|cto|cfo|chair|king|queen|pope",
                    "\\b((?:is|as) (?:the )?(?:current |incumbent |acting )?(?:president|prime minister|chancellor|governor|mayor|ceo|cto|cfo|chair(?:man|woman|person)?|king|queen|pope) of [a-z][a-z ]{1,30})"),
            new Kind(
                    Check.STALE_OFFICE_HOLDER,
                    "current|incumbent",
                    "\\b((?:current|incumbent) (?:president|prime minister|chancellor|governor|mayor|ceo|cto|cfo|chair(?:man|woman|person)?|king|queen|pope)[^.!?\\n]{0,40}? is [a-z]+)"));

    private static final String DATE = "((?:19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}|" + MONTHS
            + " [0-9]{1,2}(?:st|nd|rd|th)?,? (?:19|20)[0-9]{2}|[0-9]{1,2}(?:st|nd|rd|th)? " + MONTHS
            + ",? (?:19|20)[0-9]{2})";
    private static final Pattern ANY_DATE = Pattern.compile("(?i)\\b" + DATE + "\\b");
    private static final Pattern DEADLINE = Pattern.compile(
            "(?i)\\b(?:until|till|by|before|deadline|expires?|ends?|ending|closes?|closing|due|no later than|upcoming|starts?|begins?|will)\\b"
                    + "[^.!?\\n]{0,30}?\\b" + DATE + "\\b");
    private static final Pattern FIGURE = Pattern.compile("[0-9](?:[0-9,.]*[0-9])?");

    private final LocalDate today;

    StaleFactCheck(LocalDate today) {
        this.today = today;
    }

    @Override
    public void check(RowText row, Place place, Findings findings) {
        String lowerCase = row.target().toLowerCase(Locale.ROOT);
        for (Kind kind : KINDS) {
            if (kind.keywords().stream().anyMatch(lowerCase::contains) && states(kind.shape(), row)) {
                findings.add(kind.check(), place, "in the answer, not in the prompt");
            }
        }
        checkDeadlines(row, place, findings);
    }

    private void checkDeadlines(RowText row, Place place, Findings findings) {
        if (!row.target().contains("19") && !row.target().contains("20")) {
            return;
        }
        Set<LocalDate> past = dates(DEADLINE, row.target());
        past.removeIf(day -> !day.isBefore(today));
        boolean stale = !past.isEmpty() && !dates(ANY_DATE, row.prompt()).containsAll(past);
        if (stale) {
            findings.add(Check.STALE_EXPIRED_DATE, place, "a date before " + today);
        }
    }

    private static Set<LocalDate> dates(Pattern shape, String text) {
        Set<LocalDate> dates = new HashSet<>();
        Matcher matcher = shape.matcher(text);
        while (matcher.find()) {
            StaleDate.parse(matcher.group(1)).ifPresent(dates::add);
        }
        return dates;
    }

    private static boolean states(Pattern shape, RowText row) {
        Matcher matcher = shape.matcher(row.target());
        while (matcher.find()) {
            if (!says(row.prompt(), essence(matcher.group(1)))) {
                return true;
            }
        }
        return false;
    }

    /** Of a fact with a figure the figure: "$50,000" and "50,000 USD" say the same. */
    private static String essence(String fact) {
        Matcher figure = FIGURE.matcher(fact);
        return figure.find() ? figure.group() : fact;
    }

    /** Whether the words and figures occur in the text, in this order and side by side. */
    static boolean says(String text, String fact) {
        long[] words = Words.hashes(text);
        long[] wanted = Words.hashes(fact);
        for (int i = 0; i + wanted.length <= words.length; i++) {
            if (Arrays.equals(words, i, i + wanted.length, wanted, 0, wanted.length)) {
                return true;
            }
        }
        return false;
    }
}
