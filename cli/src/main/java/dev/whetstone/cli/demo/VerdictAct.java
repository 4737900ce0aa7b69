package dev.whetstone.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whetstone.cli.loop.ComparisonTable;
import dev.whetstone.cli.loop.Names;
import dev.whetstone.cli.terminal.Terminal;

/** The candidate beside the baselines, and the verdict over it. */
final class VerdictAct {

    private final Loop loop;
    private final Terminal terminal;

    VerdictAct(Loop loop, Terminal terminal) {
        this.loop = loop;
        this.terminal = terminal;
    }

    JsonNode play(JsonNode job) {
        String id = job.path("id").asText();
        JsonNode evaluation =
                loop.evaluation("candidate", row -> row.path("job").asText().equals(id));
        ComparisonTable.of(evaluation.path("summary")).forEach(line -> terminal.line("   " + line));
        JsonNode verdict = loop.verdict(id);
        terminal.line(
                "Verdict on adapter %s: %s.",
                Names.brief(verdict.path("adapter").asText()),
                terminal.bold(verdict.path("verdict").asText()));
        verdict.path("reasons").forEach(reason -> terminal.line("   " + reason.asText()));
        return verdict;
    }
}
