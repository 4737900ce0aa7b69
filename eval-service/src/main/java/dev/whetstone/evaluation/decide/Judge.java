package dev.whetstone.evaluation.decide;

import dev.whetstone.contracts.evaluation.Verdict;

import java.util.List;
import java.util.stream.Stream;

/**
 * Does this candidate replace what is served? Promoted when it is better where tuning was justified, harmless on the other required
 * criteria, brings no old failure back and keeps above the floors. Rejected when an old failure comes back, a floor is missed, or it is
 * shown worse. Otherwise nothing is shown and the alias stays.
 */
public final class Judge {

    private Judge() {}

    /** @throws IllegalArgumentException when a required criterion is missing or the runs are not over the same items and repeats */
    public static Judgement judge(Comparison comparison) {
        List<CriterionJudgement> criteria = CriterionComparisons.of(comparison);
        List<SliceJudgement> slices = SliceComparisons.of(comparison);
        List<String> comingBack = comparison.regression().stream()
                .filter(RegressionItem::comesBack)
                .map(RegressionItem::item)
                .toList();
        List<String> against = VerdictReasons.against(criteria, slices, comingBack);
        List<String> open = VerdictReasons.open(criteria);
        List<String> inFavour = VerdictReasons.inFavour(criteria);
        if (!against.isEmpty()) {
            return new Judgement(
                    Verdict.REJECTED, all(Stream.of(against, open, inFavour)), criteria, slices, comingBack);
        }
        if (!open.isEmpty()) {
            return new Judgement(Verdict.INCONCLUSIVE, all(Stream.of(open, inFavour)), criteria, slices, comingBack);
        }
        return new Judgement(Verdict.PROMOTED, inFavour, criteria, slices, comingBack);
    }

    private static List<String> all(Stream<List<String>> reasons) {
        return reasons.flatMap(List::stream).toList();
    }
}
