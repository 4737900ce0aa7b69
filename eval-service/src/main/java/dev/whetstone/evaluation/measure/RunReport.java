package dev.whetstone.evaluation.measure;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.evaluation.CriterionScore;
import dev.whetstone.evaluation.decide.Sensitivity;
import dev.whetstone.evaluation.report.ArmResult;
import dev.whetstone.evaluation.report.CriterionSummary;
import dev.whetstone.evaluation.report.ReportJson;
import dev.whetstone.evaluation.run.Claim;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/** An evaluation's result as JSON: a summary that anybody may read, and the whole of it, item by item, which stays sealed. */
public final class RunReport {
    private final ObjectNode summary;
    private final List<ArmResult> arms;
    private final Suite suite;

    private RunReport(ObjectNode summary, List<ArmResult> arms, Suite suite) {
        this.summary = summary;
        this.arms = arms;
        this.suite = suite;
    }

    public static RunReport of(Claim claim, Suite suite, List<ArmResult> arms) {
        ObjectNode summary = ReportJson.mapper().createObjectNode();
        summary.put("evaluation", claim.id().toString())
                .put("task", claim.task().value())
                .put("kind", claim.kind().label())
                .put("dataset", claim.dataset().value())
                .put("dataset_number", suite.version().number())
                .put("eval", claim.eval().value())
                .put("base", suite.base().digest().value())
                .put("base_name", suite.base().name());
        claim.adapter()
                .ifPresent(adapter -> summary.put("adapter", adapter.digest().value()));
        summary.put("test_items", suite.items().size())
                .put("regression_items", suite.regression().size())
                .put("repeats", suite.eval().sampling().repeats());
        suite.leftOut().ifPresent(reason -> summary.put("prompt_schema_left_out", reason));
        suite.eval()
                .servedSchema()
                .ifPresent(schema ->
                        summary.put("adapter_held_to_schema", schema.digest().value()));
        summary.set("power", power(suite, suite.sensitivity()));
        arms.forEach(arm -> summary.withArray("arms").add(arm(suite, arm)));
        return new RunReport(summary, arms, suite);
    }

    /** Adds a part, such as the decision. */
    public RunReport with(String field, Object part) {
        summary.set(field, ReportJson.mapper().valueToTree(part));
        return this;
    }

    /** Scores, intervals and what follows from them. No item, no output. */
    public JsonNode summary() {
        return summary;
    }

    public byte[] summaryBytes() {
        return summary.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** The summary, and every item with its messages, reference, outputs and grades. */
    public byte[] wholeBytes() {
        ObjectNode whole = summary.deepCopy();
        whole.set("definition", suite.eval().json());
        whole.set("items", ReportJson.mapper().valueToTree(suite.items()));
        whole.set("regression_split", ReportJson.mapper().valueToTree(suite.regression()));
        try {
            whole.set("runs", ReportJson.mapper().readTree(ReportJson.write(arms)));
        } catch (IOException e) {
            throw new UncheckedIOException("the report does not read its own runs", e);
        }
        return whole.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Of every criterion that was measured, as the event carries them. */
    public List<CriterionScore> scores() {
        return arms.stream().flatMap(arm -> scores(suite, arm)).toList();
    }

    private static Stream<CriterionScore> scores(Suite suite, ArmResult arm) {
        return arm.summaries(suite.eval().criteria()).stream()
                .filter(summary -> summary.passRate().isPresent())
                .map(summary -> new CriterionScore(
                        arm.run().arm().label(),
                        arm.run().variant(),
                        summary.criterion(),
                        summary.items(),
                        summary.repeats(),
                        summary.passRate().getAsDouble()));
    }

    private static ObjectNode arm(Suite suite, ArmResult arm) {
        List<CriterionSummary> criteria = arm.summaries(suite.eval().criteria());
        ObjectNode json = ReportJson.mapper().createObjectNode();
        json.put("arm", arm.run().arm().label()).put("variant", arm.run().variant());
        arm.adapter().map(Digest::value).ifPresent(adapter -> json.put("adapter", adapter));
        json.set("criteria", ReportJson.mapper().valueToTree(criteria));
        return json;
    }

    static ObjectNode power(Suite suite, List<Sensitivity> sensitivity) {
        ObjectNode json = ReportJson.mapper().createObjectNode();
        json.put("items", suite.items().size())
                .put("repeats", suite.eval().sampling().repeats());
        json.set("criteria", ReportJson.mapper().valueToTree(sensitivity));
        sensitivity.stream()
                .flatMap(one -> one.sentences().stream())
                .distinct()
                .forEach(sentence -> json.withArray("sentences").add(sentence));
        return json;
    }
}
