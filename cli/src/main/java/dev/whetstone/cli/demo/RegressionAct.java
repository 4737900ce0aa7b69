package dev.whetstone.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.whetstone.artifacts.DirectoryArtifactStore;
import dev.whetstone.cli.Installation;
import dev.whetstone.cli.api.Gateway;
import dev.whetstone.cli.loop.Names;
import dev.whetstone.cli.model.BaseModel;
import dev.whetstone.cli.stack.Stack;
import dev.whetstone.cli.task.TaskPack;
import dev.whetstone.cli.terminal.Terminal;
import dev.whetstone.inference.v1.GenerateResponse;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** Somebody forces an unjudged adapter in. The online watch must notice from traffic alone, and undo it. */
final class RegressionAct {

    private final Stack stack;
    private final TaskPack pack;
    private final BaseModel base;
    private final AlertListener listener;
    private final Loop loop;
    private final Terminal terminal;
    private int sent;

    RegressionAct(Stack stack, TaskPack pack, BaseModel base, AlertListener listener, Loop loop, Terminal terminal) {
        this.stack = stack;
        this.pack = pack;
        this.base = base;
        this.listener = listener;
        this.loop = loop;
        this.terminal = terminal;
    }

    /** @param good what is served now and must be served again at the end */
    void play(String good) {
        String spoiled = force(good);
        try (Gateway gateway = stack.gateway()) {
            LiveTraffic traffic = new LiveTraffic(gateway, pack);
            JsonNode alert = awaitAlert(traffic, spoiled);
            terminal.line(
                    "Alarm after %d graded answers: %d failed '%s' where at most %.0f %% were expected.",
                    alert.path("outputs").asInt(),
                    alert.path("failures").asInt(),
                    alert.path("criterion").asText(),
                    100 * alert.path("expected").asDouble());
            awaitRollback(good);
            awaitWebhook();
            GenerateResponse answer = awaitAnswerFrom(traffic, good);
            terminal.line(
                    "%s@stable answers from adapter %s again.",
                    pack.task(), Names.brief(answer.getCompletion().getAdapterDigest()));
        }
    }

    private String force(String good) {
        Path work = stack.directory().root().resolve("spoiled");
        Path directory = new SpoiledAdapter(Installation.find(), work)
                .train(base.directory(), pack.file("proposals.jsonl"), terminal);
        String spoiled = new DirectoryArtifactStore(stack.directory().artifacts())
                .putTree(directory)
                .digest()
                .value();
        JsonNode alias = loop.alias();
        stack.evals()
                .post(
                        "/v1/tasks/" + pack.task() + "/alias/promotions",
                        JsonNodeFactory.instance
                                .objectNode()
                                .put("adapter", spoiled)
                                .put("expected_revision", alias.path("revision").asLong())
                                .put("force", true)
                                .put("reason", "demo: an adapter trained by hand on a broken export, never judged"));
        terminal.line(
                "Adapter %s was forced over %s, with a reason that stays on record.",
                Names.brief(spoiled), Names.brief(good));
        return spoiled;
    }

    private JsonNode awaitAlert(LiveTraffic traffic, String spoiled) {
        return loop.waiting().until("the alarm", Duration.ofMinutes(6), () -> {
            Optional<JsonNode> alert =
                    Loop.find(loop.alerts(), row -> row.path("adapter").asText().equals(spoiled));
            if (alert.isEmpty()) {
                sent += traffic.sendSome().size();
                terminal.progress(String.format(Locale.ROOT, "%d live requests answered", sent));
            }
            return alert;
        });
    }

    private void awaitRollback(String good) {
        JsonNode alias = loop.waiting()
                .until(
                        "the rollback",
                        Duration.ofMinutes(1),
                        () -> Optional.of(loop.alias())
                                .filter(now -> now.path("stable")
                                        .path("adapter")
                                        .asText()
                                        .equals(good)));
        terminal.line(
                "The alias went back to adapter %s (revision %d).",
                Names.brief(good), alias.path("revision").asLong());
    }

    private void awaitWebhook() {
        String body = loop.waiting()
                .until(
                        "the webhook's call",
                        Duration.ofMinutes(1),
                        () -> listener.received().stream().findFirst());
        terminal.line("The webhook was told (%d bytes), and Kafka and Prometheus too.", body.length());
    }

    private GenerateResponse awaitAnswerFrom(LiveTraffic traffic, String good) {
        return loop.waiting()
                .until(
                        "an answer from the good adapter",
                        Duration.ofMinutes(2),
                        () -> traffic.sendSome().stream()
                                .filter(answer -> answer.getCompletion()
                                        .getAdapterDigest()
                                        .equals(good))
                                .findFirst());
    }
}
