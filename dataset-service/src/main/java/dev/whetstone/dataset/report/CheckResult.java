package dev.whetstone.dataset.report;

import dev.whetstone.dataset.finding.Check;
import dev.whetstone.dataset.finding.Outcome;
import dev.whetstone.dataset.finding.Tally;

import java.util.List;

/**
 * What one check found.
 *
 * @param count rows found, whatever came of it
 * @param rate share of all rows read
 * @param blocking rows that keep the version from being published
 */
public record CheckResult(
        String code,
        String severity,
        int count,
        double rate,
        int blocking,
        int dropped,
        int waived,
        String meaning,
        String whatToDo,
        List<Sample> samples) {

    /** @param line from 1; 0 for the whole file. @param offset in bytes from the start of the file */
    public record Sample(String row, long line, long offset, String note, String outcome) {}

    static CheckResult of(Check check, Tally tally, int rowsRead) {
        return new CheckResult(
                check.code(),
                check.severity().label(),
                tally.count(),
                rowsRead == 0 ? 0 : Math.min(1, (double) tally.count() / rowsRead),
                tally.count(Outcome.BLOCKING),
                tally.count(Outcome.DROPPED),
                tally.count(Outcome.WAIVED),
                check.meaning(),
                check.whatToDo(),
                tally.samples().stream().map(CheckResult::sample).toList());
    }

    private static Sample sample(Tally.Sample sample) {
        return new Sample(
                sample.place().row(),
                sample.place().line(),
                sample.place().offset(),
                sample.note(),
                sample.outcome().label());
    }
}
