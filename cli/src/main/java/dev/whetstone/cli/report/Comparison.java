package dev.whetstone.cli.report;

import dev.whetstone.cli.report.Evaluation.Arm;
import dev.whetstone.cli.report.Evaluation.Criterion;
import dev.whetstone.cli.report.Evaluation.Target;
import dev.whetstone.cli.report.LoopReport.Verdict;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Runs over the same items side by side.
 *
 * @param dataset digest of the version
 * @param items how many
 * @param arms prompt-only first, adapters last
 * @param adapter the one to speak of: promoted last or, if none of these was, the last that was run
 * @param targets by criterion
 */
record Comparison(
        String dataset, int items, int repeats, List<Arm> arms, Optional<Arm> adapter, Map<String, Target> targets) {

    private static final List<String> ORDER = List.of("prompt-only", "prompt-schema", "few-shot", "adapter");

    /** One for each dataset version and eval definition, newest first but for the one that promoted what is served, which leads. */
    static List<Comparison> of(LoopReport report) {
        Map<String, List<Evaluation>> together = new LinkedHashMap<>();
        report.evaluations().stream()
                .filter(evaluation -> !evaluation.arms().isEmpty())
                .forEach(evaluation -> together.computeIfAbsent(
                                evaluation.dataset() + evaluation.eval(), _ -> new ArrayList<>())
                        .add(evaluation));
        Optional<Verdict> promoted = report.verdicts().stream()
                .filter(verdict -> verdict.verdict().equals("PROMOTED"))
                .reduce((_, later) -> later);
        List<Comparison> comparisons = new ArrayList<>();
        together.values().forEach(evaluations -> comparisons.addFirst(join(evaluations, promoted)));
        comparisons.sort(Comparator.comparingInt(comparison -> comparison.rank(promoted)));
        return comparisons;
    }

    private static Comparison join(List<Evaluation> evaluations, Optional<Verdict> promoted) {
        Map<String, Arm> arms = new LinkedHashMap<>();
        Map<String, Target> targets = new LinkedHashMap<>();
        for (Evaluation evaluation : evaluations) {
            evaluation.arms().forEach(arm -> arms.putIfAbsent(arm.name(), arm));
            targets.putAll(evaluation.targets());
        }
        List<Arm> sorted = arms.values().stream()
                .sorted(Comparator.comparingInt(arm -> ORDER.indexOf(arm.arm())))
                .toList();
        List<Arm> adapters = sorted.stream().filter(Arm::isAdapter).toList();
        Optional<Arm> adapter = adapters.stream()
                .filter(arm -> promoted.filter(verdict -> verdict.adapter().equals(arm.variant()))
                        .isPresent())
                .findFirst()
                .or(() -> adapters.stream().reduce((_, later) -> later));
        Evaluation first = evaluations.getFirst();
        return new Comparison(first.dataset(), first.items(), first.repeats(), sorted, adapter, targets);
    }

    private int rank(Optional<Verdict> promoted) {
        boolean promotedHere = promoted.filter(verdict -> verdict.dataset().equals(dataset)
                        && adapter.filter(arm -> arm.variant().equals(verdict.adapter()))
                                .isPresent())
                .isPresent();
        return promotedHere ? 0 : adapter.isPresent() ? 1 : 2;
    }

    /** Criteria in the order of the first run that has them. */
    List<String> criteria() {
        return arms.stream()
                .flatMap(arm -> arm.criteria().stream().map(Criterion::criterion))
                .distinct()
                .toList();
    }

    boolean required(String criterion) {
        return targets.containsKey(criterion) && targets.get(criterion).required();
    }

    Optional<Double> target(String criterion) {
        return Optional.ofNullable(targets.get(criterion)).map(Target::target);
    }

    /** The baseline that does best on a criterion. */
    Optional<Criterion> bestBaseline(String criterion) {
        return arms.stream()
                .filter(arm -> !arm.isAdapter())
                .flatMap(arm -> measured(arm, criterion).stream())
                .max(Comparator.comparingDouble(one -> one.passRate().orElseThrow()));
    }

    Optional<Criterion> ofAdapter(String criterion) {
        return adapter.flatMap(arm -> measured(arm, criterion));
    }

    private static Optional<Criterion> measured(Arm arm, String criterion) {
        return arm.find(criterion).filter(one -> one.passRate().isPresent());
    }
}
