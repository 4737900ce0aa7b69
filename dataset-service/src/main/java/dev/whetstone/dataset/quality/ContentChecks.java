package dev.whetstone.dataset.quality;

import dev.whetstone.dataset.finding.Findings;
import dev.whetstone.dataset.finding.Place;
import dev.whetstone.dataset.row.Row;

import java.time.LocalDate;
import java.util.List;

/** All checks of one row's content. */
public final class ContentChecks {

    private final List<RowCheck> checks;

    /** @param maxTokens of a row as the task allows it; 0 for no limit */
    public ContentChecks(LocalDate today, int maxTokens) {
        this.checks = List.of(
                new SecretCheck(), new PersonalDataCheck(), new StaleFactCheck(today), new TextCheck(maxTokens));
    }

    public void check(Row row, Place place, Findings findings) {
        RowText text = RowText.of(row);
        checks.forEach(check -> check.check(text, place, findings));
    }
}
