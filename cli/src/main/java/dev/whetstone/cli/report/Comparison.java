package dev.whetstone.cli.report;

import dev.whetstone.cli.report.Evaluation.Arm;
import dev.whetstone.cli.report.Evaluation.Criterion;
import dev.whetstone.cli.report.Evaluation.Target;

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
 * @param targets by criterion
 */
record Comparison(String dataset, int items, int repeats, List<Arm> arms, Map<String, Target> targets) {

    private static final List<String> ORDER = List.of("prompt-only", "few-shot", "adapter");

    /** One for each dataset version that was evaluated, the version in question first: the newest with an adapter in it. */
    static List<Comparison> of(LoopReport report) {
        Map<String, List<Evaluation>> byDataset = new LinkedHashMap<>();
        report.evaluations().stream()
                .filter(evaluation -> !evaluation.arms().isEmpty())
                .forEach(evaluation -> byDataset
                        .computeIfAbsent(evaluation.dataset(), _ -> new ArrayList<>())
                        .add(evaluation));
        List<Comparison> comparisons = new ArrayList<>(
                byDataset.values().stream().map(Comparison::join).toList());
        comparisons.sort(
                Comparator.comparing(comparison -> comparison.adapters().isEmpty()));
        return comparisons;
    }

    private static Comparison join(List<Evaluation> evaluations) {
        Map<String, Arm> arms = new LinkedHashMap<>();
        Map<String, Target> targets = new LinkedHashMap<>();
        for (Evaluation evaluation : evaluations) {
            evaluation.arms().forEach(arm -> arms.putIfAbsent(arm.name(), arm));
            targets.putAll(evaluation.targets());
        }
        List<Arm> sorted = arms.values().stream()
                .sorted(Comparator.comparingInt(arm -> ORDER.indexOf(arm.arm())))
                .toList();
        Evaluation first = evaluations.getFirst();
        return new Comparison(first.dataset(), first.items(), first.repeats(), sorted, targets);
    }

    List<Arm> adapters() {
        return arms.stream().filter(Arm::isAdapter).toList();
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
        return best(arms.stream().filter(arm -> !arm.isAdapter()).toList(), criterion);
    }

    Optional<Criterion> bestAdapter(String criterion) {
        return best(adapters(), criterion);
    }

    private static Optional<Criterion> best(List<Arm> arms, String criterion) {
        return arms.stream()
                .flatMap(arm -> arm.find(criterion).stream())
                .filter(one -> one.passRate().isPresent())
                .max(Comparator.comparingDouble(one -> one.passRate().getAsDouble()));
    }
}
