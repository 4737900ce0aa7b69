package dev.whetstone.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whetstone.cli.CommandFailure;
import dev.whetstone.cli.stack.Stack;
import dev.whetstone.cli.terminal.Terminal;
import dev.whetstone.cli.terminal.Wait;
import dev.whetstone.contracts.TaskName;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/** What the acts wait for, asked of the services' APIs. */
final class Loop {

    private static final Duration EVALUATION = Duration.ofMinutes(40);
    private static final Duration TRAINING = Duration.ofMinutes(40);

    private final Stack stack;
    private final String path;
    private final Terminal terminal;
    private final Wait wait;

    Loop(Stack stack, TaskName task, Terminal terminal) {
        this.stack = stack;
        this.path = "/v1/tasks/" + task;
        this.terminal = terminal;
        this.wait = new Wait(terminal);
    }

    Wait waiting() {
        return wait;
    }

    /** The newest evaluation of this kind that is over and fits, with a progress line until then. */
    JsonNode evaluation(String kind, Predicate<JsonNode> fits) {
        Instant began = Instant.now();
        return wait.until(
                "the " + kind + " evaluation",
                EVALUATION,
                () -> find(
                                stack.evals().get(path + "/evaluations"),
                                row -> row.path("kind").asText().equals(kind) && fits.test(row))
                        .filter(row -> over(row, began)));
    }

    private boolean over(JsonNode evaluation, Instant began) {
        String state = evaluation.path("state").asText();
        if (state.equals("failed")) {
            throw CommandFailure.failed(
                    "evaluation " + evaluation.path("id").asText() + " failed: "
                            + evaluation.path("problem").asText(),
                    "See logs/eval-service.log and logs/inference-gateway.log.");
        }
        int finished = evaluation.path("progress").path("finished").asInt();
        int planned = evaluation.path("progress").path("planned").asInt();
        if (planned > 0 && finished > 0 && finished < planned) {
            double seconds = Duration.between(began, Instant.now()).toMillis() / 1000.0;
            terminal.progress(String.format(
                    Locale.ROOT,
                    "%d of %d answers, about %.0f s left",
                    finished,
                    planned,
                    seconds / finished * (planned - finished)));
        } else {
            terminal.progress("evaluation " + state);
        }
        return state.equals("completed");
    }

    JsonNode evaluationNow(String kind) {
        return wait.until(
                "the " + kind + " evaluation",
                EVALUATION,
                () -> find(
                        stack.evals().get(path + "/evaluations"),
                        row -> row.path("kind").asText().equals(kind)
                                && row.path("power").isObject()));
    }

    JsonNode decision(String evaluation) {
        return wait.until(
                "the decision",
                Duration.ofMinutes(1),
                () -> find(
                        stack.evals().get(path + "/decisions"),
                        row -> row.path("evaluation").asText().equals(evaluation)));
    }

    /** The job after this many others, as soon as it is queued. */
    JsonNode job(int before) {
        return wait.until("a training job", Duration.ofMinutes(5), () -> {
            JsonNode jobs = stack.training().get(path + "/jobs");
            terminal.progress(waitingFor(stack.training().get(path + "/trigger")));
            return jobs.size() > before ? Optional.of(jobs.path(0)) : Optional.empty();
        });
    }

    private static String waitingFor(JsonNode trigger) {
        return trigger.path("waiting").asBoolean()
                ? "a job waits: " + trigger.path("waits_for").asText()
                : "waiting for a job";
    }

    int jobs() {
        return stack.training().get(path + "/jobs").size();
    }

    JsonNode finishedJob(String id) {
        return wait.until("the end of training", TRAINING, () -> {
            JsonNode job = stack.training().get("/v1/jobs/" + id);
            JsonNode run = job.path("runs").path(0);
            terminal.progress(String.format(
                    Locale.ROOT,
                    "step %d of %d%s%s",
                    run.path("step").asLong(),
                    run.path("steps").asLong(),
                    lastLoss(run),
                    run.path("remaining_seconds").isNumber()
                            ? String.format(
                                    Locale.ROOT,
                                    ", about %.0f s left",
                                    run.path("remaining_seconds").asDouble())
                            : ""));
            String status = job.path("status").asText();
            return status.equals("QUEUED") || status.equals("RUNNING") ? Optional.empty() : Optional.of(job);
        });
    }

    private static String lastLoss(JsonNode run) {
        JsonNode curve = run.path("curve");
        return curve.isEmpty()
                ? ""
                : String.format(
                        Locale.ROOT,
                        ", loss %.3f",
                        curve.path(curve.size() - 1).path("loss").asDouble());
    }

    JsonNode verdict(String job) {
        return wait.until(
                "the verdict",
                Duration.ofMinutes(2),
                () -> find(
                        stack.evals().get(path + "/verdicts"),
                        row -> row.path("job").asText().equals(job)));
    }

    JsonNode alias() {
        return stack.evals().get(path + "/alias");
    }

    JsonNode alerts() {
        return stack.evals().get(path + "/alerts");
    }

    JsonNode datasets() {
        return stack.datasets().get(path + "/datasets").path("versions");
    }

    static Optional<JsonNode> find(JsonNode list, Predicate<JsonNode> fits) {
        for (JsonNode row : list) {
            if (fits.test(row)) {
                return Optional.of(row);
            }
        }
        return Optional.empty();
    }
}
