package dev.whetstone.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whetstone.cli.loop.ComparisonTable;
import dev.whetstone.cli.terminal.Terminal;

/** The baselines are measured; the decision says whether anything may be trained. */
final class GateAct {

    private final Loop loop;
    private final Terminal terminal;

    GateAct(Loop loop, Terminal terminal) {
        this.loop = loop;
        this.terminal = terminal;
    }

    JsonNode play() {
        JsonNode power = loop.evaluationNow("gate").path("power");
        terminal.line(
                "What %d test items can show, before the first answer:",
                power.path("items").asInt());
        power.path("sentences").forEach(sentence -> terminal.line("   " + sentence.asText()));
        JsonNode evaluation = loop.evaluation("gate", row -> true);
        terminal.line("Pass rate [one-sided 95 % bounds] on the sealed test split:");
        ComparisonTable.of(evaluation.path("summary")).forEach(line -> terminal.line("   " + line));
        JsonNode decision = loop.decision(evaluation.path("id").asText());
        terminal.line(
                "Decision: %s. %s",
                terminal.bold(decision.path("outcome").asText()),
                decision.path("reason").asText());
        return decision;
    }
}
