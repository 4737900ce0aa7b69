package dev.whetstone.dataset.quality;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.Month;
import java.util.Locale;
import java.util.Optional;

/** Dates as people write them: 2026-03-01, March 1, 2026, 1st March 2026. */
final class StaleDate {

    private StaleDate() {}

    static Optional<LocalDate> parse(String text) {
        try {
            if (Character.isDigit(text.charAt(0)) && text.indexOf('-') == 4) {
                return Optional.of(LocalDate.parse(text));
            }
            String[] parts = text.replace(",", "").split(" +");
            boolean monthFirst = Character.isLetter(parts[0].charAt(0));
            Month month = Month.valueOf(parts[monthFirst ? 0 : 1].toUpperCase(Locale.ROOT));
            int day = Integer.parseInt(parts[monthFirst ? 1 : 0].replaceAll("[a-z]", ""));
            return Optional.of(LocalDate.of(Integer.parseInt(parts[2]), month, day));
        } catch (DateTimeException | IllegalArgumentException e) {
            return Optional.empty(); // such as the 31st of June: no date at all
        }
    }
}
