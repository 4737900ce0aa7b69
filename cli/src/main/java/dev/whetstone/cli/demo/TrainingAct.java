package dev.whetstone.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whetstone.cli.loop.Names;
import dev.whetstone.cli.terminal.Sparkline;
import dev.whetstone.cli.terminal.Terminal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A job from the queue to its adapter, with the learning curve. */
final class TrainingAct {

    private final Loop loop;
    private final Terminal terminal;

    TrainingAct(Loop loop, Terminal terminal) {
        this.loop = loop;
        this.terminal = terminal;
    }

    /** @return the job; empty when no adapter came of it */
    Optional<JsonNode> play(int jobsBefore) {
        JsonNode queued = loop.job(jobsBefore);
        terminal.line(
                "Job %s, started by a %s.",
                queued.path("id").asText(), queued.path("trigger").asText());
        JsonNode job = loop.finishedJob(queued.path("id").asText());
        JsonNode run = job.path("runs").path(0);
        if (!job.path("status").asText().equals("SUCCEEDED")) {
            terminal.line(
                    "%s: %s",
                    terminal.bad(job.path("failure_reason").asText()),
                    job.path("message").asText());
            return Optional.empty();
        }
        curve("loss           ", run, "loss");
        curve("validation loss", run, "validation_loss");
        terminal.line(
                "Best validation loss %.3f after step %d of %d; adapter %s.",
                run.path("validation_loss").asDouble(),
                run.path("best_step").asLong(),
                run.path("steps").asLong(),
                Names.brief(run.path("adapter").path("digest").asText()));
        run.path("message").asText().lines().forEach(finding -> terminal.line("   %s", finding));
        return Optional.of(job);
    }

    private void curve(String name, JsonNode run, String field) {
        List<Double> values = new ArrayList<>();
        run.path("curve").forEach(point -> {
            if (point.path(field).isNumber()) {
                values.add(point.path(field).asDouble());
            }
        });
        if (!values.isEmpty()) {
            terminal.line("   %s  %s  %.3f → %.3f", name, Sparkline.of(values), values.getFirst(), values.getLast());
        }
    }
}
