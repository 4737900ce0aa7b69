package dev.whetstone.evaluation.decide;

import dev.whetstone.evaluation.suite.Criterion;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The required criteria on the items of each label. A slice can show harm that the whole hides; it can never show enough to promote. */
final class SliceComparisons {

    private SliceComparisons() {}

    static List<SliceJudgement> of(Comparison comparison) {
        List<SliceJudgement> raw = new ArrayList<>();
        itemsByLabel(comparison.slices()).forEach((label, items) -> {
            for (Criterion criterion : comparison.required()) {
                slice(comparison, label, items, criterion).ifPresent(raw::add);
            }
        });
        List<Double> adjusted =
                Holm.adjusted(raw.stream().map(SliceJudgement::pWorse).toList());
        List<SliceJudgement> judged = new ArrayList<>();
        for (SliceJudgement slice : raw) {
            double p = adjusted.get(judged.size());
            judged.add(new SliceJudgement(
                    slice.label(),
                    slice.criterion(),
                    slice.items(),
                    slice.passRate(),
                    slice.bestBaselineRate(),
                    p,
                    p <= Rate.ALPHA));
        }
        return judged;
    }

    private static Map<String, Set<String>> itemsByLabel(Map<String, String> labels) {
        Map<String, Set<String>> byLabel = new TreeMap<>();
        labels.forEach((item, label) ->
                byLabel.computeIfAbsent(label, _ -> new TreeSet<>()).add(item));
        return byLabel;
    }

    private static Optional<SliceJudgement> slice(
            Comparison comparison, String label, Set<String> items, Criterion criterion) {
        Scores all = comparison.candidate().require(criterion.name());
        if (items.stream().noneMatch(all.passes()::containsKey)) {
            return Optional.empty();
        }
        Scores candidate = all.only(items);
        List<Scores> baselines = comparison.baselines().stream()
                .map(run -> run.require(criterion.name()).only(items))
                .toList();
        double pWorse = Bonferroni.smallest(baselines.stream()
                .map(baseline -> PairedDifferences.of(candidate, baseline).pWorse())
                .toList());
        double best = baselines.stream()
                .mapToDouble(baseline -> baseline.rate().mean())
                .max()
                .orElseThrow();
        Rate rate = candidate.rate();
        return Optional.of(new SliceJudgement(label, criterion.name(), rate.items(), rate.mean(), best, pWorse, false));
    }
}
