package dev.whetstone.dataset.version;

import dev.whetstone.dataset.report.CheckResult;
import dev.whetstone.dataset.report.QualityReport;

import java.util.List;

/** One line of a report: a check that found something. */
public record FindingView(String code, String severity, int count, int blocking, int dropped, int waived) {

    static List<FindingView> of(QualityReport report) {
        return report.checks().stream()
                .filter(check -> check.count() > 0)
                .map(FindingView::of)
                .toList();
    }

    private static FindingView of(CheckResult check) {
        return new FindingView(
                check.code(), check.severity(), check.count(), check.blocking(), check.dropped(), check.waived());
    }
}
