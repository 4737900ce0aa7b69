package dev.whetstone.evaluation.measure;

import dev.whetstone.contracts.dataset.DatasetVersionPublished;
import dev.whetstone.evaluation.decide.Sensitivity;
import dev.whetstone.evaluation.gateway.BaseModel;
import dev.whetstone.evaluation.grade.Graders;
import dev.whetstone.evaluation.output.Obtained;
import dev.whetstone.evaluation.output.Planned;
import dev.whetstone.evaluation.report.ArmResult;
import dev.whetstone.evaluation.suite.Arm;
import dev.whetstone.evaluation.suite.EvalDefinition;
import dev.whetstone.evaluation.suite.Item;

import java.util.List;
import java.util.Optional;

/**
 * Everything that an evaluation measures with.
 *
 * @param leftOut why prompt + schema is not tried, though the eval has a schema; empty when it is, or there is none
 * @param items of the test split
 * @param regression items of the regression split
 */
public record Suite(
        EvalDefinition eval,
        Graders graders,
        DatasetVersionPublished version,
        BaseModel base,
        Optional<String> leftOut,
        List<Item> items,
        List<Item> regression) {

    public List<ArmRun> baselines() {
        return eval.baselines().stream()
                .filter(run -> run.arm() != Arm.PROMPT_SCHEMA || leftOut.isEmpty())
                .map(run -> ArmRun.baseline(run, eval.schema()))
                .toList();
    }

    public List<Planned> plan(List<ArmRun> runs) {
        return runs.stream().flatMap(run -> run.plan(eval, items).stream()).toList();
    }

    public List<ArmResult> results(List<ArmRun> runs, Obtained.All answers) {
        return runs.stream()
                .map(run -> run.result(eval, graders, items, answers))
                .toList();
    }

    /** What this many items can show, criterion by criterion. */
    public List<Sensitivity> sensitivity() {
        return eval.criteria().stream()
                .map(criterion -> Sensitivity.of(
                        criterion,
                        items.size(),
                        eval.sampling().repeats(),
                        baselines().size(),
                        eval.required().size()))
                .toList();
    }
}
