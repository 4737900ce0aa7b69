package dev.whetstone.system.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.whetstone.cli.Installation;
import dev.whetstone.cli.api.Gateway;
import dev.whetstone.cli.api.ServiceClient;
import dev.whetstone.cli.stack.Stack;
import dev.whetstone.cli.stack.StackSettings;
import dev.whetstone.cli.terminal.Terminal;
import dev.whetstone.contracts.Digest;
import dev.whetstone.local.DatabaseAccess;
import dev.whetstone.local.PostgresNode;
import dev.whetstone.system.audit.Trail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** One task's loop on a whole stack with a tiny model: quick, and so bad that every eval asks for tuning. */
record LivingLoop(Stack stack, Path scratch) {

    private static final Path HOME = Path.of("..").toAbsolutePath().normalize();
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String TASK = "/v1/tasks/restored";
    private static final int ROWS = 150;

    static LivingLoop start(Path directory, Path model, Path scratch) {
        StackSettings settings = new StackSettings("base", Optional.empty());
        return new LivingLoop(
                Stack.start(new Installation(HOME), directory, model, settings, Terminal.quiet()), scratch);
    }

    void define() {
        put(stack.datasets(), TASK, "{\"splits\":{\"train\":0.4,\"validation\":0.2,\"test\":0.4}}");
        put(
                stack.training(),
                TASK + "/recipe",
                "{\"recipe\":{\"rank\":2,\"epochs\":1},\"retraining\":{\"debounce\":\"1s\",\"cooldown\":\"0s\"}}");
        put(stack.evals(), TASK + "/eval", """
                {"prompts":[{"name":"plain","system":"Answer."},{"name":"strict","system":"Answer briefly."}],
                 "shots":[{"messages":[{"role":"user","content":"a shot"},{"role":"assistant","content":"x"}]}],
                 "sampling":{"temperature":0,"max_tokens":4,"repeats":1},
                 "criteria":[{"name":"right","grader":"exact","required":true,"target":0.9,"margin":0.1,"reason":"it is or is not"}]}
                """);
    }

    /** Rows of words by chance; another seed gives other rows. */
    JsonNode upload(int seed) {
        Random random = new Random(seed);
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            rows.add("{\"id\":\"r" + seed + "-" + i + "\",\"messages\":[{\"role\":\"user\",\"content\":\""
                    + words(random) + "\"},{\"role\":\"assistant\",\"content\":\"" + words(random) + "\"}]}");
        }
        try {
            return stack.datasets()
                    .postLines(TASK + "/datasets", Files.write(scratch.resolve("rows-" + seed + ".jsonl"), rows));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for the verdict about the adapter that was trained on this version. */
    JsonNode judged(JsonNode version) {
        String digest = version.path("version").asText();
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(500))
                .untilAsserted(() -> assertThat(verdict(digest))
                        .as("loop:\n%s\n%s", get(stack.evals(), "/evaluations"), get(stack.training(), "/jobs"))
                        .isPresent());
        return verdict(digest).orElseThrow();
    }

    private Optional<JsonNode> verdict(String version) {
        for (JsonNode verdict : get(stack.evals(), "/verdicts")) {
            if (verdict.path("dataset").asText().equals(version)) {
                return Optional.of(verdict);
            }
        }
        return Optional.empty();
    }

    void force(Digest adapter) {
        long revision = alias().path("revision").asLong();
        stack.evals()
                .post(
                        TASK + "/alias/promotions",
                        JSON.createObjectNode()
                                .put("adapter", adapter.value())
                                .put("expected_revision", revision)
                                .put("reason", "a drill")
                                .put("force", true));
    }

    JsonNode alias() {
        return get(stack.evals(), "/alias");
    }

    /** Waits until {@code task@stable} is answered by this adapter. */
    void answersWith(Digest adapter) {
        try (Gateway gateway = stack.gateway()) {
            await().atMost(PATIENCE)
                    .ignoreExceptions()
                    .untilAsserted(() -> assertThat(gateway.generate(Gateway.request("restored@stable", "hello", 4))
                                    .join()
                                    .getCompletion()
                                    .getAdapterDigest())
                            .isEqualTo(adapter.value()));
        }
    }

    boolean running(JsonNode version) {
        for (JsonNode evaluation : get(stack.evals(), "/evaluations")) {
            if (evaluation
                    .path("dataset")
                    .asText()
                    .equals(version.path("version").asText())) {
                return evaluation.path("state").asText().equals("running")
                        && evaluation.path("progress").path("finished").asInt() > 0;
            }
        }
        return false;
    }

    Trail trail() {
        return Trail.read(
                "localhost:" + stack.ports().kafka(),
                List.of(database("dataset"), database("evaluation"), database("training")));
    }

    DatabaseAccess database(String schema) {
        return PostgresNode.access(
                stack.directory().data("postgres"), stack.ports().postgres(), schema);
    }

    private static JsonNode get(ServiceClient service, String what) {
        return service.get(TASK + what);
    }

    private static void put(ServiceClient service, String path, String body) {
        try {
            service.put(path, JSON.readTree(body));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String words(Random random) {
        StringBuilder text = new StringBuilder();
        for (int word = 0; word < 12; word++) {
            for (int letter = 0; letter < 6; letter++) {
                text.append((char) ('a' + random.nextInt(26)));
            }
            text.append(' ');
        }
        return text.toString().strip();
    }
}
