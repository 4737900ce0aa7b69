package dev.whetstone.evaluation.report;

import dev.whetstone.evaluation.decide.Scores;
import dev.whetstone.evaluation.grade.Graded;
import dev.whetstone.evaluation.grade.Grading;
import dev.whetstone.evaluation.grade.Ungradable;
import dev.whetstone.evaluation.suite.Criterion;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/** From gradings to passes by item, or to the reason why there are none. */
final class Measuring {

    private final Criterion criterion;
    private final List<String> problems = new ArrayList<>();

    private Measuring(Criterion criterion) {
        this.criterion = criterion;
    }

    static Measurement measure(ArmResult run, Criterion criterion) {
        if (criterion.grader().acrossRepeats() && run.repeats() < 2) {
            return new Measurement.NotMeasured("one repeat an item says nothing about " + criterion.name());
        }
        return new Measuring(criterion).measure(run);
    }

    private Measurement measure(ArmResult run) {
        boolean across = criterion.grader().acrossRepeats();
        SequencedMap<String, Integer> passes = new LinkedHashMap<>();
        for (ItemResult item : run.items()) {
            passes.put(item.item(), across ? passesAcross(item) : passesOfOutputs(item));
        }
        if (passes.isEmpty()) {
            problems.add("the run has no items");
        }
        return problems.isEmpty()
                ? new Measurement.Measured(new Scores(across ? 1 : run.repeats(), passes))
                : new Measurement.Incomplete(problems);
    }

    private int passesAcross(ItemResult item) {
        item.outputs().forEach(output -> missing(item, output));
        return passed(item, item.acrossRepeats()) ? 1 : 0;
    }

    private int passesOfOutputs(ItemResult item) {
        int passes = 0;
        for (OutputResult output : item.outputs()) {
            missing(item, output);
            if (output instanceof Answered answered && passed(item, answered.gradings())) {
                passes++;
            }
        }
        return passes;
    }

    private void missing(ItemResult item, OutputResult output) {
        if (output instanceof Unanswered unanswered) {
            problems.add("item '" + item.item() + "', repeat " + unanswered.repeat() + ": no output, "
                    + unanswered.reason());
        }
    }

    private boolean passed(ItemResult item, Map<String, Grading> gradings) {
        Optional<Grading> grading = Optional.ofNullable(gradings.get(criterion.name()));
        if (grading.isEmpty()) {
            problems.add("item '" + item.item() + "': not graded for " + criterion.name());
            return false;
        }
        return switch (grading.get()) {
            case Graded graded -> graded.passed();
            case Ungradable ungradable -> {
                problems.add("item '" + item.item() + "': " + ungradable.reason());
                yield false;
            }
        };
    }
}
