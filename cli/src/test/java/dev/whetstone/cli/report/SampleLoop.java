package dev.whetstone.cli.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.EventJson;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Random;

/** A loop as the services tell it: justified, promoted, spoiled by force, rolled back, retrained. */
final class SampleLoop {

    static final String HOSTILE = "</pre><script>alert(1)</script> & \"quotes\" ' \u0000 \ud800 ü";

    private static final List<String> CRITERIA =
            List.of("complete", "no_fabricated_source", "no_missed_risk", "no_invented_risk", "stable");
    private static final double[] TARGETS = {0.9, 0.9, 0.8, 0.8, 0.9};

    private final Random random = new Random(7);
    private final ObjectNode loop = JsonNodeFactory.instance.objectNode().put("task", "governance-summary");
    private final ObjectNode gate = JsonNodeFactory.instance.objectNode();
    private final ObjectNode candidate = JsonNodeFactory.instance.objectNode();

    static LoopReport report() {
        SampleLoop sample = new SampleLoop().fill();
        return LoopEvidence.report(
                "Summarise a governance proposal, with its risks and sources",
                sample.loop,
                List.of(sample.gate, sample.candidate),
                Instant.parse("2026-03-01T10:15:30Z"));
    }

    static JsonNode tree(String json) {
        try {
            return EventJson.mapper().readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(json, e);
        }
    }

    static String digest(String of) {
        return Digest.of(of.getBytes(StandardCharsets.UTF_8)).value();
    }

    private SampleLoop fill() {
        loop.set("datasets", tree("""
                [{"number":2,"version":"%s","splits":[{"name":"train","rows":48},{"name":"validation","rows":12},{"name":"test","rows":40},{"name":"regression","rows":9}]},
                 {"number":1,"version":"%s","splits":[{"name":"train","rows":48,"artifact":{"digest":"%s"}},{"name":"validation","rows":12},{"name":"test","rows":40},{"name":"regression","rows":0}]}]
                """.formatted(digest("v2"), digest("v1"), digest("train"))));
        runs(gate, List.of("prompt-only/plain", "prompt-only/strict", "few-shot/plain", "few-shot/strict"));
        runs(candidate, List.of("adapter/" + digest("adapter-1")));
        ArrayNode evaluations = loop.putArray("evaluations");
        evaluations.add(evaluation("c0ffee00-0000-4000-8000-000000000002", "candidate", candidate));
        evaluations.add(evaluation("c0ffee00-0000-4000-8000-000000000001", "gate", gate));
        loop.set("decisions", tree("""
                [{"evaluation":"c0ffee00-0000-4000-8000-000000000001","outcome":"JUSTIFIED","justified":["complete","no_fabricated_source"],
                  "reason":"Every wording, with and without shots, stays below the target on complete (best baseline 18 %%, target 90 %%, p < 0.0001).",
                  "dataset":"%s","decided_at":"2026-03-01T10:05:00.123Z","report":"%s"}]
                """.formatted(digest("v1"), digest("decision"))));
        loop.set("jobs", jobs());
        loop.set("verdicts", tree("""
                [{"evaluation":"c0ffee00-0000-4000-8000-000000000003","adapter":"%s","verdict":"INCONCLUSIVE","dataset":"%s","judged_at":"2026-03-01T10:14:00Z",
                  "reasons":["Not shown better where tuning was justified: complete (100 %% against 98 %% of adapter (%s), p = 0.5000)."]},
                 {"evaluation":"c0ffee00-0000-4000-8000-000000000002","adapter":"%s","verdict":"PROMOTED","dataset":"%s","judged_at":"2026-03-01T10:10:00Z","report":"%s",
                  "reasons":["Better on complete than every baseline: 98 %% against 18 %% of few-shot (plain) (p < 0.0001).","Better on no_fabricated_source than every baseline: 95 %% against 15 %% of few-shot (plain) (p < 0.0001)."]}]
                """.formatted(
                        digest("adapter-2"),
                        digest("v2"),
                        digest("adapter-1"),
                        digest("adapter-1"),
                        digest("v1"),
                        digest("verdict"))));
        loop.set("alias_history", tree("""
                [{"revision":4,"action":"ROLLED_BACK","stable":{"base":"%1$s","adapter":"%2$s"},"candidate":null,"reason":"regression on complete","moved_at":"2026-03-01T10:12:00Z"},
                 {"revision":3,"action":"FORCED","stable":{"base":"%1$s","adapter":"%3$s"},"candidate":null,"reason":"demo: a spoiled adapter","moved_at":"2026-03-01T10:11:00Z"},
                 {"revision":2,"action":"PROMOTED","stable":{"base":"%1$s","adapter":"%2$s"},"candidate":null,"reason":"better on complete","moved_at":"2026-03-01T10:10:01Z"},
                 {"revision":1,"action":"CANDIDATE","stable":{"base":"%1$s","adapter":null},"candidate":{"base":"%1$s","adapter":"%2$s"},"reason":"training succeeded","moved_at":"2026-03-01T10:08:00Z"}]
                """.formatted(digest("base"), digest("adapter-1"), digest("spoiled"))));
        loop.set("alerts", tree("""
                [{"id":"a","criterion":"complete","state":"open","adapter":"%s","expected":0.0951,"outputs":7,"failures":6,"rolled_back_to":"%s","proposed_rows":6,"raised_at":"2026-03-01T10:12:00Z"}]
                """.formatted(digest("spoiled"), digest("adapter-1"))));
        return this;
    }

    private ObjectNode evaluation(String id, String kind, ObjectNode report) {
        ObjectNode row = JsonNodeFactory.instance.objectNode();
        row.put("id", id)
                .put("kind", kind)
                .put("state", "completed")
                .put("dataset", digest("v1"))
                .put("eval", digest("eval"));
        row.put("base", digest("base"));
        ObjectNode summary = row.putObject("summary")
                .put("test_items", 40)
                .put("repeats", 3)
                .put("base_name", "smollm2-135m-instruct");
        ArrayNode arms = summary.putArray("arms");
        report.path("runs").forEach(run -> arms.add(arm(run)));
        row.putObject("power")
                .putArray("sentences")
                .add(
                        "complete: 40 items of 3 repeats show with 80 % power that all baselines are below 90 % when they are at 64 % or less; a gap of 10 points needs 231 items.");
        return row;
    }

    private ObjectNode arm(JsonNode run) {
        ObjectNode arm = JsonNodeFactory.instance.objectNode();
        arm.put("arm", run.at("/run/arm").asText())
                .put("variant", run.at("/run/variant").asText());
        for (String criterion : CRITERIA) {
            double rate = rate(run.at("/run/arm").asText(), criterion);
            ObjectNode one = arm.withArray("criteria").addObject().put("criterion", criterion);
            if (criterion.equals("stable") && !run.at("/run/arm").asText().equals("adapter")) {
                one.putNull("pass_rate").put("problem", "not measured: one repeat an item says nothing about stable");
                continue;
            }
            one.put("pass_rate", rate);
            one.putObject("interval").put("lower", Math.max(0, rate - 0.13)).put("upper", Math.min(1, rate + 0.11));
            ObjectNode counts = one.putObject("mean_counts");
            if (criterion.contains("risk")) {
                counts.put("missed", 1.2 * (1 - rate)).put("invented", 0.9 * rate);
            } else if (criterion.contains("source")) {
                counts.put("fabricated", 0.1);
            }
        }
        return arm;
    }

    private static double rate(String arm, String criterion) {
        boolean form = criterion.equals("complete") || criterion.equals("no_fabricated_source");
        return switch (arm) {
            case "adapter" -> form ? 0.975 : criterion.equals("stable") ? 0.7 : 0.45;
            case "few-shot" -> form ? 0.175 : 0.1;
            default -> form ? 0.0 : 0.025;
        };
    }

    private void runs(ObjectNode report, List<String> runs) {
        report.put("eval", digest("eval")).put("base_name", "smollm2-135m-instruct");
        for (int c = 0; c < CRITERIA.size(); c++) {
            report.withArray("/definition/criteria")
                    .addObject()
                    .put("name", CRITERIA.get(c))
                    .put("target", TARGETS[c])
                    .put("required", c < 2);
        }
        for (int i = 1; i <= 40; i++) {
            ObjectNode item = report.withArray("items")
                    .addObject()
                    .put("id", "gov-%03d".formatted(i))
                    .put("reference", "{\"summary\":\"A reference.\"}");
            item.withArray("input")
                    .addObject()
                    .put("role", "user")
                    .put("content", "Proposal " + i + "\n[1] We ask for money.\n[2] " + HOSTILE);
        }
        for (String run : runs) {
            String arm = run.substring(0, run.indexOf('/'));
            ObjectNode json = report.withArray("runs").addObject();
            json.putObject("run").put("arm", arm).put("variant", run.substring(run.indexOf('/') + 1));
            for (int i = 1; i <= 40; i++) {
                item(json.withArray("items").addObject(), "gov-%03d".formatted(i), arm);
            }
        }
    }

    private void item(ObjectNode item, String id, String arm) {
        item.put("item", id).put("label", random.nextBoolean() ? "treasury" : "security");
        for (int repeat = 0; repeat < 3; repeat++) {
            ObjectNode output = item.withArray("outputs").addObject();
            if (id.equals("gov-040") && arm.equals("adapter")) {
                output.put("outcome", "unanswered").put("repeat", repeat).put("reason", "deadline of 60 s passed");
                continue;
            }
            output.put("outcome", "answered").put("repeat", repeat).put("text", "Answer " + repeat + " " + HOSTILE);
            for (String criterion : CRITERIA.subList(0, 4)) {
                grading(output.withObject("/gradings").putObject(criterion), rate(arm, criterion), criterion);
            }
        }
        grading(item.withObject("/across_repeats").putObject("stable"), rate(arm, "stable"), "stable");
    }

    private void grading(ObjectNode grading, double rate, String criterion) {
        boolean passed = random.nextDouble() < rate;
        grading.put("result", "graded").put("passed", passed).put("grader", digest("grader " + criterion));
        if (!passed) {
            grading.putObject("evidence").putArray("notes").add("[7] is not among the given [1, 2] <b>");
        }
    }

    private JsonNode jobs() {
        ArrayNode jobs = JsonNodeFactory.instance.arrayNode();
        for (int job = 2; job >= 1; job--) {
            ObjectNode row = jobs.addObject();
            row.put("id", "0000000" + job + "-0000-4000-8000-000000000000")
                    .put("trigger", job == 1 ? "decision" : "regression");
            row.put("status", "SUCCEEDED").put("dataset", digest("v" + job));
            row.putObject("recipe")
                    .put("rank", 16)
                    .put("learning_rate", 0.001)
                    .putArray("targets")
                    .add("q_proj")
                    .add("v_proj");
            ObjectNode run = row.withArray("runs")
                    .addObject()
                    .put("seed", job)
                    .put("status", "SUCCEEDED")
                    .put("steps", 48);
            run.put("best_step", 36)
                    .put("validation_loss", 0.412)
                    .putObject("adapter")
                    .put("digest", digest("adapter-" + job));
            run.put(
                    "message",
                    "healthy: the validation loss went from 2.3 at step 0 to 0.412 at step 36\n"
                            + "memorisation: none, 0 of 3 trained rows are continued word for word");
            run.withArray("attempts").addObject().put("number", 1);
            for (int step = 1; step <= 48; step++) {
                ObjectNode point = run.withArray("curve").addObject().put("step", step);
                point.put("loss", 1.25 * Math.exp(-step / 16.0) + 0.18 + 0.05 * random.nextGaussian());
                if (step % 6 == 0) {
                    point.put(
                            "validation_loss",
                            1.05 * Math.exp(-step / 15.0) + 0.3 + (step > 36 ? 0.004 * (step - 36) : 0));
                }
            }
        }
        return jobs;
    }
}
