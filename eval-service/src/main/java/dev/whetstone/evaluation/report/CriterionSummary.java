package dev.whetstone.evaluation.report;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.whetstone.contracts.Require;
import dev.whetstone.evaluation.decide.Interval;
import dev.whetstone.evaluation.decide.Rate;
import dev.whetstone.evaluation.grade.Evidence;
import dev.whetstone.evaluation.grade.Graded;
import dev.whetstone.evaluation.grade.Grading;
import dev.whetstone.evaluation.suite.Criterion;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * One criterion of one run, for a table.
 *
 * @param passRate empty when there is none, see {@code problem}
 * @param interval one-sided 95 % bounds at either end
 * @param meanScore mean of the graded outputs' scores
 * @param meanCounts mean per output of what the grader counted, such as {@code missed}
 * @param problem "not measured" or "incomplete" and why
 */
@JsonNaming(SnakeCaseStrategy.class)
public record CriterionSummary(
        String criterion,
        int items,
        int repeats,
        OptionalDouble passRate,
        Optional<Interval> interval,
        OptionalDouble meanScore,
        Map<String, Double> meanCounts,
        Optional<String> problem) {

    public CriterionSummary {
        Require.text("criterion", criterion);
        Require.present("passRate", passRate);
        Require.present("interval", interval);
        Require.present("meanScore", meanScore);
        meanCounts = Collections.unmodifiableMap(new LinkedHashMap<>(meanCounts));
        Require.present("problem", problem);
    }

    static CriterionSummary of(ArmResult run, Criterion criterion) {
        return switch (run.measure(criterion)) {
            case Measurement.Measured measured ->
                of(run, criterion, Optional.of(measured.scores().rate()), Optional.empty());
            case Measurement.NotMeasured not ->
                of(run, criterion, Optional.empty(), Optional.of("not measured: " + not.reason()));
            case Measurement.Incomplete incomplete ->
                of(
                        run,
                        criterion,
                        Optional.empty(),
                        Optional.of("incomplete: " + incomplete.reasons().getFirst()));
        };
    }

    private static CriterionSummary of(
            ArmResult run, Criterion criterion, Optional<Rate> rate, Optional<String> problem) {
        List<Graded> graded = graded(run, criterion);
        return new CriterionSummary(
                criterion.name(),
                run.items().size(),
                rate.map(Rate::repeats).orElse(run.repeats()),
                rate.map(measured -> OptionalDouble.of(measured.mean())).orElse(OptionalDouble.empty()),
                rate.map(Rate::interval),
                graded.stream().mapToDouble(Graded::score).average(),
                meanCounts(graded.stream().map(Graded::evidence).toList()),
                problem);
    }

    private static List<Graded> graded(ArmResult run, Criterion criterion) {
        Stream<Map<String, Grading>> gradings = criterion.grader().acrossRepeats()
                ? run.items().stream().map(ItemResult::acrossRepeats)
                : run.items().stream().flatMap(ItemResult::answered).map(Answered::gradings);
        return gradings.flatMap(byName ->
                        byName.get(criterion.name()) instanceof Graded graded ? Stream.of(graded) : Stream.empty())
                .toList();
    }

    private static Map<String, Double> meanCounts(List<Evidence> evidence) {
        Map<String, Double> sums = new TreeMap<>();
        evidence.forEach(one -> one.counts().forEach((name, count) -> sums.merge(name, (double) count, Double::sum)));
        sums.replaceAll((_, sum) -> sum / evidence.size());
        return sums;
    }
}
