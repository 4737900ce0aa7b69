package dev.whetstone.evaluation.decide;

import dev.whetstone.evaluation.suite.Criterion;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/** The tests of a verdict, criterion by criterion, with the corrections for their number. */
final class CriterionComparisons {

    private final Comparison comparison;
    private final Map<String, List<BaselineComparison>> baselines = new HashMap<>();

    private CriterionComparisons(Comparison comparison) {
        this.comparison = comparison;
        for (Criterion criterion : comparison.measured()) {
            baselines.put(
                    criterion.name(),
                    comparison.baselines().stream()
                            .map(baseline -> BaselineComparison.of(criterion, comparison.candidate(), baseline))
                            .toList());
        }
    }

    static List<CriterionJudgement> of(Comparison comparison) {
        return new CriterionComparisons(comparison).judge();
    }

    private List<CriterionJudgement> judge() {
        Map<String, Double> better = adjusted(this::justified, this::pBetter);
        Map<String, Double> worse = adjusted(Criterion::required, this::pWorse);
        List<CriterionJudgement> judged = new ArrayList<>();
        for (Criterion criterion : comparison.measured()) {
            double pBetter = better.getOrDefault(criterion.name(), pBetter(criterion));
            double pWorse = worse.getOrDefault(criterion.name(), pWorse(criterion));
            judged.add(judge(criterion, pBetter, pWorse));
        }
        return judged;
    }

    private CriterionJudgement judge(Criterion criterion, double pBetter, double pWorse) {
        Rate rate = comparison.candidate().require(criterion.name()).rate();
        List<BaselineComparison> against = baselines.get(criterion.name());
        double pHarm = CriterionJudgement.best(against).pHarm();
        return new CriterionJudgement(
                criterion.name(),
                criterion.required(),
                justified(criterion),
                criterion.target(),
                criterion.margin(),
                criterion.floor(),
                RunEvidence.of(comparison.candidate().run(), rate, criterion.target()),
                pBetter,
                pHarm,
                pWorse,
                justified(criterion) && pBetter <= Rate.ALPHA,
                criterion.required() && pHarm <= Rate.ALPHA,
                criterion.required() && pWorse <= Rate.ALPHA,
                criterion.floor().isEmpty() || rate.mean() >= criterion.floor().getAsDouble(),
                against);
    }

    private boolean justified(Criterion criterion) {
        return criterion.required() && comparison.justified().contains(criterion.name());
    }

    /** Better than every baseline: as weak as the weakest comparison. */
    private double pBetter(Criterion criterion) {
        return baselines.get(criterion.name()).stream()
                .mapToDouble(BaselineComparison::pBetter)
                .max()
                .orElse(1);
    }

    /** Worse than some baseline: the strongest comparison, paid for by the number of them. */
    private double pWorse(Criterion criterion) {
        return Bonferroni.smallest(baselines.get(criterion.name()).stream()
                .map(BaselineComparison::pWorse)
                .toList());
    }

    private Map<String, Double> adjusted(Predicate<Criterion> family, ToDoubleFunction<Criterion> p) {
        List<Criterion> members = comparison.measured().stream().filter(family).toList();
        List<Double> adjusted = Holm.adjusted(
                members.stream().map(criterion -> p.applyAsDouble(criterion)).toList());
        Map<String, Double> byName = new HashMap<>();
        for (int i = 0; i < members.size(); i++) {
            byName.put(members.get(i).name(), adjusted.get(i));
        }
        return byName;
    }
}
