package dev.whetstone.evaluation.measure;

import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.serving.ServedModel;
import dev.whetstone.evaluation.grade.Graders;
import dev.whetstone.evaluation.output.Obtained;
import dev.whetstone.evaluation.output.Output;
import dev.whetstone.evaluation.output.Planned;
import dev.whetstone.evaluation.report.Answered;
import dev.whetstone.evaluation.report.ArmResult;
import dev.whetstone.evaluation.report.ItemResult;
import dev.whetstone.evaluation.report.OutputResult;
import dev.whetstone.evaluation.suite.Arm;
import dev.whetstone.evaluation.suite.ArmVariant;
import dev.whetstone.evaluation.suite.EvalDefinition;
import dev.whetstone.evaluation.suite.HeldSchema;
import dev.whetstone.evaluation.suite.Item;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * One arm with one wording over one model.
 *
 * @param adapter empty for the base
 * @param schema what its output is held to; empty for free text
 */
public record ArmRun(ArmVariant run, Optional<Digest> adapter, Optional<HeldSchema> schema) {

    public static ArmRun baseline(ArmVariant run, Optional<HeldSchema> schema) {
        return new ArmRun(run, Optional.empty(), schema.filter(_ -> run.arm() == Arm.PROMPT_SCHEMA));
    }

    /** An adapter on the items as they are, held to what it would be served under. */
    public static ArmRun adapter(Digest adapter, Optional<HeldSchema> schema) {
        return new ArmRun(new ArmVariant(Arm.ADAPTER, adapter.value()), Optional.of(adapter), schema);
    }

    /** What is served, as it is served: an adapter, or the base, in both cases on the items as they are. */
    public static ArmRun served(ServedModel model) {
        Optional<Digest> adapter = model.adapterDigest();
        return new ArmRun(
                new ArmVariant(Arm.ADAPTER, adapter.map(Digest::value).orElse("base")),
                adapter,
                model.outputSchema().map(HeldSchema::new));
    }

    /** The answers of each item, all repeats. */
    public List<Planned> plan(EvalDefinition eval, List<Item> items) {
        return items.stream()
                .flatMap(item -> plan(eval, item, eval.sampling().repeats()).stream())
                .toList();
    }

    public List<Planned> plan(EvalDefinition eval, Item item, int repeats) {
        return IntStream.range(0, repeats)
                .mapToObj(repeat -> new Planned(adapter, eval.messages(run, item), eval.sampling(), repeat, schema))
                .toList();
    }

    /** Every answer graded. */
    public ArmResult result(EvalDefinition eval, Graders graders, List<Item> items, Obtained.All answers) {
        List<ItemResult> results =
                items.stream().map(item -> result(eval, graders, item, answers)).toList();
        return new ArmResult(run, answers.base(), adapter, eval.sampling().repeats(), results);
    }

    private ItemResult result(EvalDefinition eval, Graders graders, Item item, Obtained.All answers) {
        List<OutputResult> outputs = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        for (Planned planned : plan(eval, item, eval.sampling().repeats())) {
            Output output = answers.of(planned);
            texts.add(output.text());
            outputs.add(answered(graders, item, planned.repeat(), output));
        }
        return new ItemResult(item.id(), item.label(), outputs, graders.gradeRepeats(texts));
    }

    private static Answered answered(Graders graders, Item item, int repeat, Output output) {
        return new Answered(
                repeat,
                Digest.of(output.text().getBytes(StandardCharsets.UTF_8)),
                Optional.of(output.text()),
                output.finishReason(),
                output.promptTokens(),
                output.completionTokens(),
                graders.grade(item, output.text()));
    }
}
