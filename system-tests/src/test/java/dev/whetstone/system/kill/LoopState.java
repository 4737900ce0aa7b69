package dev.whetstone.system.kill;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;

import java.util.Locale;
import java.util.Optional;

/**
 * Where the loop of a task stands, as {@code whetstone loop TASK --json} tells it.
 *
 * @param phase in words
 * @param progress from 0, nothing uploaded, to 1, the verdict is there
 * @param verdict in capitals, once it is there
 * @param failure why there will be no verdict
 */
public record LoopState(String phase, double progress, Optional<String> verdict, Optional<String> failure) {

    public static LoopState of(JsonNode loop) {
        JsonNode verdict = loop.path("verdicts").path(0);
        if (!verdict.isMissingNode()) {
            String word = upper(verdict.path("verdict"));
            return new LoopState("verdict " + word, 1, Optional.of(word), Optional.empty());
        }
        JsonNode candidate = newest(loop.path("evaluations"), "candidate");
        if (!candidate.isMissingNode()) {
            return evaluation("candidate evaluation", candidate, 0.66, 0.33);
        }
        JsonNode job = loop.path("jobs").path(0);
        if (!job.isMissingNode()) {
            return training(job);
        }
        JsonNode decision = loop.path("decisions").path(0);
        if (!decision.isMissingNode()) {
            String word = upper(decision.path("outcome"));
            return word.equals("JUSTIFIED")
                    ? going("decision " + word, 0.42)
                    : failed(
                            "decision " + word,
                            0.42,
                            "tuning is not justified: "
                                    + decision.path("reason").asText());
        }
        JsonNode gate = newest(loop.path("evaluations"), "gate");
        if (!gate.isMissingNode()) {
            return evaluation("gate evaluation", gate, 0.03, 0.38);
        }
        return loop.path("datasets").isEmpty() ? going("upload", 0) : going("version published", 0.02);
    }

    private static LoopState training(JsonNode job) {
        JsonNode run = job.path("runs").path(0);
        String status = upper(job.path("status"));
        String phase = "training, step " + run.path("step").asLong() + " of "
                + run.path("steps").asLong();
        double done = share(run.path("step").asDouble(), run.path("steps").asDouble());
        return switch (status) {
            case "FAILED", "CANCELLED" ->
                failed(
                        phase,
                        0.64,
                        "the job is " + status + ": " + job.path("message").asText());
            case "SUCCEEDED" -> going("training succeeded", 0.65);
            default -> going(phase, 0.43 + 0.21 * done);
        };
    }

    private static LoopState evaluation(String kind, JsonNode row, double from, double length) {
        JsonNode progress = row.path("progress");
        String phase = kind + ", " + progress.path("finished").asInt() + " of "
                + progress.path("planned").asInt();
        double at = from
                + length
                        * share(
                                progress.path("finished").asDouble(),
                                progress.path("planned").asDouble());
        return upper(row.path("state")).equals("FAILED")
                ? failed(phase, at, kind + " failed: " + row.path("problem").asText())
                : going(phase, at);
    }

    private static LoopState going(String phase, double progress) {
        return new LoopState(phase, progress, Optional.empty(), Optional.empty());
    }

    private static LoopState failed(String phase, double progress, String why) {
        return new LoopState(phase, progress, Optional.empty(), Optional.of(why));
    }

    private static double share(double done, double all) {
        return all > 0 ? Math.min(1, done / all) : 0;
    }

    /** Lists come newest first. */
    private static JsonNode newest(JsonNode evaluations, String kind) {
        for (JsonNode row : evaluations) {
            if (row.path("kind").asText().equalsIgnoreCase(kind)) {
                return row;
            }
        }
        return MissingNode.getInstance();
    }

    private static String upper(JsonNode text) {
        return text.asText().toUpperCase(Locale.ROOT);
    }
}
