package dev.whetstone.evaluation.judge;

import dev.whetstone.evaluation.decide.RegressionItem;
import dev.whetstone.evaluation.grade.Graded;
import dev.whetstone.evaluation.grade.Grading;
import dev.whetstone.evaluation.grade.Ungradable;
import dev.whetstone.evaluation.measure.ArmRun;
import dev.whetstone.evaluation.output.Obtained;
import dev.whetstone.evaluation.output.Output;
import dev.whetstone.evaluation.output.Planned;
import dev.whetstone.evaluation.suite.Criterion;
import dev.whetstone.evaluation.suite.Item;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The regression split, candidate against what is served. An output passes when it passes every required criterion that can judge the
 * item: without a reference, those that need none.
 */
final class RegressionCheck {
    private final Judging judging;

    RegressionCheck(Judging judging) {
        this.judging = judging;
    }

    /** First look: what is served, and the candidate with as many repeats as the eval has. */
    List<Planned> firstLook() {
        int repeats = judging.suite().eval().sampling().repeats();
        List<Planned> plan = new ArrayList<>();
        for (Item item : judging.suite().regression()) {
            plan.addAll(judging.servedRun().plan(judging.suite().eval(), item, repeats));
            plan.addAll(judging.candidateRun().plan(judging.suite().eval(), item, repeats));
        }
        return plan;
    }

    /** What settles the items that are in doubt after the first look. */
    List<Planned> settlingPlan(Obtained.All firstLook) {
        return judging.suite().regression().stream()
                .filter(item -> result(item, firstLook).inDoubt())
                .flatMap(item ->
                        judging.candidateRun().plan(judging.suite().eval(), item, judging.settlingRepeats()).stream())
                .toList();
    }

    /**
     * @param settled the answers to {@link #settlingPlan}
     * @throws UngradedException when an output could not be graded
     */
    List<RegressionItem> results(Obtained.All firstLook, Obtained.All settled) {
        return judging.suite().regression().stream()
                .map(item -> {
                    RegressionItem first = result(item, firstLook);
                    return first.inDoubt()
                            ? candidate(item, first.servedPasses(), judging.settlingRepeats(), settled)
                            : first;
                })
                .toList();
    }

    private RegressionItem result(Item item, Obtained.All answers) {
        int repeats = judging.suite().eval().sampling().repeats();
        int servedPasses = passes(judging.servedRun(), item, repeats, answers);
        return candidate(item, 2 * servedPasses > repeats, repeats, answers);
    }

    private RegressionItem candidate(Item item, boolean servedPasses, int repeats, Obtained.All answers) {
        return new RegressionItem(
                item.id(), servedPasses, passes(judging.candidateRun(), item, repeats, answers), repeats);
    }

    private int passes(ArmRun run, Item item, int repeats, Obtained.All answers) {
        return (int) run.plan(judging.suite().eval(), item, repeats).stream()
                .map(answers::of)
                .filter(output -> passes(item, output))
                .count();
    }

    private boolean passes(Item item, Output output) {
        Map<String, Grading> gradings = judging.suite().graders().grade(item, output.text());
        return judging.suite().eval().required().stream()
                .filter(criterion -> judges(criterion, item))
                .allMatch(criterion -> switch (gradings.get(criterion.name())) {
                    case Graded graded -> graded.passed();
                    case Ungradable ungradable -> throw new UngradedException(item, ungradable);
                });
    }

    private static boolean judges(Criterion criterion, Item item) {
        return !criterion.grader().acrossRepeats()
                && (item.reference().isPresent() || !criterion.grader().needsReference());
    }
}
