package dev.whetstone.evaluation.decide;

import java.util.ArrayList;
import java.util.List;

/** A verdict in sentences: what speaks against the candidate, what stays open, what speaks for it. */
final class VerdictReasons {

    private VerdictReasons() {}

    static List<String> against(
            List<CriterionJudgement> criteria, List<SliceJudgement> slices, List<String> comingBack) {
        List<String> reasons = new ArrayList<>();
        if (!comingBack.isEmpty()) {
            reasons.add("An old failure comes back: what is served passes, the candidate fails, regression "
                    + (comingBack.size() == 1 ? "item " : "items ") + Wording.and(comingBack) + ".");
        }
        criteria.stream()
                .filter(criterion -> !criterion.floorHolds())
                .map(VerdictReasons::floor)
                .forEach(reasons::add);
        criteria.stream()
                .filter(CriterionJudgement::worse)
                .map(VerdictReasons::worse)
                .forEach(reasons::add);
        slices.stream().filter(SliceJudgement::worse).map(VerdictReasons::worse).forEach(reasons::add);
        return reasons;
    }

    static List<String> open(List<CriterionJudgement> criteria) {
        List<String> reasons = new ArrayList<>();
        if (criteria.stream().noneMatch(CriterionJudgement::better)) {
            List<String> justified = criteria.stream()
                    .filter(CriterionJudgement::justified)
                    .map(criterion -> criterion.criterion() + " (" + against(criterion) + ", "
                            + Wording.p(criterion.pBetter()) + ")")
                    .toList();
            reasons.add(
                    justified.isEmpty()
                            ? "No criterion justified the tuning, so there is none to be better on."
                            : "Not shown better where tuning was justified: " + Wording.and(justified) + ".");
        }
        criteria.stream()
                .filter(criterion -> criterion.required() && !criterion.better() && !criterion.harmless())
                .map(criterion -> "Harm on " + criterion.criterion() + " is not ruled out: " + against(criterion)
                        + ", a loss of " + Wording.size(criterion.margin()) + " stays possible ("
                        + Wording.p(criterion.pHarm()) + ").")
                .forEach(reasons::add);
        return reasons;
    }

    static List<String> inFavour(List<CriterionJudgement> criteria) {
        List<String> reasons = new ArrayList<>();
        criteria.stream()
                .filter(CriterionJudgement::better)
                .map(criterion -> "Better on " + criterion.criterion() + " than every baseline: " + against(criterion)
                        + " (" + Wording.p(criterion.pBetter()) + ").")
                .forEach(reasons::add);
        criteria.stream()
                .filter(criterion -> criterion.harmless() && !criterion.better())
                .map(criterion -> "Harmless on " + criterion.criterion() + ": " + against(criterion) + " ("
                        + Wording.p(criterion.pHarm()) + ").")
                .forEach(reasons::add);
        return reasons;
    }

    private static String floor(CriterionJudgement criterion) {
        return "Below the floor on " + criterion.criterion() + ": "
                + Wording.percent(criterion.candidate().passRate()) + ", floor "
                + Wording.percent(criterion.floor().orElseThrow()) + ".";
    }

    private static String worse(CriterionJudgement criterion) {
        return "Worse on " + criterion.criterion() + ": " + against(criterion) + " (" + Wording.p(criterion.pWorse())
                + ").";
    }

    private static String worse(SliceJudgement slice) {
        return "Worse on " + slice.criterion() + " for " + slice.label() + ": " + Wording.percent(slice.passRate())
                + " against " + Wording.percent(slice.bestBaselineRate()) + " (" + Wording.p(slice.pWorse()) + ").";
    }

    private static String against(CriterionJudgement criterion) {
        BaselineComparison best = criterion.best();
        return Wording.percent(criterion.candidate().passRate()) + " against " + Wording.percent(best.passRate())
                + " of " + best.baseline();
    }
}
