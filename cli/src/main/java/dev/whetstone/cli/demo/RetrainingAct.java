package dev.whetstone.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whetstone.cli.task.DatasetLines;
import dev.whetstone.cli.terminal.Terminal;

import java.time.Duration;
import java.util.Optional;

/** Failures of live traffic became regression samples, and the regression event a job; its adapter is judged like any other. */
final class RetrainingAct {

    private final Loop loop;
    private final Terminal terminal;

    RetrainingAct(Loop loop, Terminal terminal) {
        this.loop = loop;
        this.terminal = terminal;
    }

    boolean play() {
        JsonNode version = loop.waiting()
                .until(
                        "the grown regression set",
                        Duration.ofMinutes(2),
                        () -> Loop.find(loop.datasets(), row -> DatasetLines.rows(row, "regression") > 0));
        DatasetLines.of(version).forEach(line -> terminal.line("   " + line));
        Optional<JsonNode> job = new TrainingAct(loop, terminal).play(1);
        if (job.isEmpty()) {
            return false;
        }
        JsonNode verdict = new VerdictAct(loop, terminal).play(job.get());
        terminal.line(
                verdict.path("verdict").asText().equals("PROMOTED")
                        ? "It replaces what was served."
                        : "What was served stays: a retraining has to earn its place too.");
        return true;
    }
}
