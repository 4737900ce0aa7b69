package dev.whetstone.dataset.report;

import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.TaskName;
import dev.whetstone.contracts.dataset.DatasetVersionRejected.Finding;
import dev.whetstone.dataset.finding.Check;
import dev.whetstone.dataset.finding.Findings;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What came of an upload or of new regression samples. It holds no time and no content of rows, so that the same data under the same rules
 * has the same report, and anybody may read it.
 *
 * @param source digest of the upload's bytes, or of the proposal's samples
 * @param origin {@code upload} or {@code regression}
 * @param verdict {@code published} or {@code rejected}
 * @param code {@code dataset.published} or {@code dataset.rejected}
 * @param rules version of the checks
 */
public record QualityReport(
        TaskName task,
        Digest source,
        String origin,
        String verdict,
        String code,
        String message,
        String whatToDo,
        String rules,
        Rows rows,
        List<SplitSummary> splits,
        Distribution distribution,
        List<CheckResult> checks) {

    /** Changes when a check finds other things than before. */
    private static final String RULES = "1";

    /** @param read lines that were not blank. @param kept rows in the splits */
    public record Rows(int read, int kept) {}

    public static QualityReport of(
            TaskName task,
            Digest source,
            String origin,
            Rows rows,
            List<SplitSummary> splits,
            Distribution distribution,
            Findings findings) {
        List<CheckResult> checks = Arrays.stream(Check.values())
                .map(check -> CheckResult.of(check, findings.tally(check), rows.read()))
                .toList();
        List<CheckResult> blocking =
                checks.stream().filter(check -> check.blocking() > 0).toList();
        boolean rejected = !blocking.isEmpty();
        return new QualityReport(
                task,
                source,
                origin,
                rejected ? "rejected" : "published",
                rejected ? "dataset.rejected" : "dataset.published",
                rejected ? rejection(blocking) : rows.kept() + " of " + rows.read() + " rows are in the splits",
                rejected ? advice(blocking) : "",
                RULES,
                rows,
                splits,
                distribution,
                checks);
    }

    private static String rejection(List<CheckResult> blocking) {
        return "no version was published: "
                + blocking.stream()
                        .map(check ->
                                check.code() + " in " + check.blocking() + (check.blocking() == 1 ? " row" : " rows"))
                        .collect(Collectors.joining(", "));
    }

    private static String advice(List<CheckResult> blocking) {
        return blocking.stream()
                .map(check -> check.code() + ": " + check.whatToDo())
                .collect(Collectors.joining("; "));
    }

    public boolean rejected() {
        return verdict.equals("rejected");
    }

    /** The blocking findings, as the event tells them. */
    public List<Finding> blocking() {
        return checks.stream()
                .filter(check -> check.blocking() > 0)
                .map(check -> new Finding(check.code(), check.blocking()))
                .toList();
    }
}
