package dev.whetstone.cli.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.whetstone.artifacts.TreeDigest;
import dev.whetstone.cli.CommandFailure;
import dev.whetstone.cli.ExitCode;
import dev.whetstone.cli.terminal.PrintedOutput;
import dev.whetstone.contracts.Digest;
import dev.whetstone.engine.sample.TinyModel;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

class EngineCommandTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String CHAT =
            "{\"id\":\"1\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"},{\"role\":\"assistant\",\"content\":\"Yes\"}]}\n";

    @TempDir
    static Path shared;

    private static Path model;

    @TempDir
    Path directory;

    @RegisterExtension
    final PrintedOutput out = new PrintedOutput();

    private final StringWriter err = new StringWriter();

    @BeforeAll
    static void writeModel() {
        model = TinyModel.write(shared.resolve("model"));
    }

    @Test
    void inspectingSaysWhatAModelIsAndWhatItWouldTake() throws IOException {
        int exit = run("inspect", "--model", model, "--dtype", "float32", "--sequences", 2, "--tokens", 10, "--json");

        assertThat(exit).as(err.toString()).isEqualTo(ExitCode.DONE);
        JsonNode found = lines().getFirst();
        assertThat(found.path("family").asText()).isEqualTo("llama");
        long cache = 2L
                * found.path("layers").asLong()
                * found.path("key_value_heads").asLong()
                * found.path("head_dimension").asLong()
                * Float.BYTES;
        assertThat(found.path("weight_bytes").asLong())
                .isEqualTo(found.path("parameters").asLong() * Float.BYTES)
                .isEqualTo(Files.size(model.resolve("model.safetensors")) - headerBytes());
        assertThat(found.path("cache_bytes_per_token").asLong()).isEqualTo(cache);
        assertThat(found.path("serving_bytes").asLong())
                .isEqualTo(found.path("weight_bytes").asLong() + 2 * 32 * cache); // a block of positions for each
        assertThat(found.path("training_bytes").asLong())
                .isGreaterThan(found.path("weight_bytes").asLong());
    }

    @Test
    void int8IsForetoldOnlyWhereItCanBeServed() {
        assertThat(run("inspect", "--model", model, "--dtype", "float32")).isEqualTo(ExitCode.DONE);

        assertThat(out.text()).contains("in int8  not here: it needs a processor with bfloat16 arithmetic");
    }

    @ParameterizedTest
    @CsvSource({"generate, true", "train, false", "score, false", "inspect, false"})
    void onlyWhatGeneratesOffersOtherWeights(String command, boolean offered) {
        int exit = run(command, "--help");

        assertThat(exit).as(err.toString()).isEqualTo(ExitCode.DONE);
        assertThat(out.text().contains("--weights")).isEqualTo(offered);
    }

    private static long headerBytes() throws IOException {
        try (InputStream file = Files.newInputStream(model.resolve("model.safetensors"))) {
            return Long.BYTES
                    + ByteBuffer.wrap(file.readNBytes(Long.BYTES))
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .getLong();
        }
    }

    @Test
    void aFamilyThatIsNotKnownIsRefusedByName() throws IOException {
        Path other = Files.createDirectories(directory.resolve("other"));
        Files.copy(model.resolve("model.safetensors"), other.resolve("model.safetensors"));
        Files.writeString(
                other.resolve("config.json"),
                Files.readString(model.resolve("config.json")).replace("\"llama\"", "\"mixtral\""));

        int exit = run("inspect", "--model", other);

        assertThat(exit).isEqualTo(ExitCode.REFUSED);
        assertThat(err.toString()).contains("model_type", "\"mixtral\" is not supported", "gemma3_text");
    }

    @Test
    void scoresAreOneJsonLineAChat() throws IOException {
        int exit = run("score", "--model", model, "--chats", chats(CHAT + CHAT), "--top", 3, "--new-tokens", 2);
        assertThat(exit).as(err.toString()).isEqualTo(ExitCode.DONE);
        List<JsonNode> lines = lines();
        assertThat(lines).hasSize(2);
        assertThat(lines.getFirst().properties())
                .extracting(java.util.Map.Entry::getKey)
                .containsExactly(
                        "prompt_ids",
                        "top_ids",
                        "top_logits",
                        "logsumexp",
                        "completion_ids",
                        "completion_loss",
                        "greedy_ids");
        assertThat(lines.getFirst().path("top_ids")).hasSize(3);
        assertThat(lines.getFirst()).isEqualTo(lines.getLast());
    }

    @Test
    void anAdapterIsTrainedScoredAndServedBesideTheBase() throws IOException {
        Path adapter = directory.resolve("adapter");
        int trained = run(
                "train",
                "--model",
                model,
                "--train",
                chats(CHAT + CHAT),
                "--valid",
                chats(CHAT),
                "--out",
                adapter,
                "--rank",
                2,
                "--epochs",
                30,
                "--batch-size",
                2,
                "--evaluate-every-steps",
                10,
                "--learning-rate",
                0.02,
                "--patience",
                0,
                "--json");
        assertThat(trained).as(err.toString()).isEqualTo(ExitCode.DONE);
        JsonNode summary = lines().getFirst();
        assertThat(summary.path("best_validation_loss").asDouble())
                .isLessThan(summary.path("curve").get(0).path("validation_loss").asDouble());
        assertThat(adapter.resolve("adapter_config.json")).exists();
        assertThat(adapter.resolve("adapter_model.safetensors")).exists();
        assertThat(MAPPER.readTree(adapter.resolve("training.json").toFile())).isEqualTo(summary);
        JsonNode receipt = MAPPER.readTree(adapter.resolve("receipt.json").toFile());
        assertThat(summary.path("health").asText())
                .startsWith(receipt.at("/verdict/verdict").asText());
        assertThat(receipt.at("/base/digest").asText())
                .isEqualTo(TreeDigest.of(model).value());
        assertThat(receipt.at("/validation/digest").asText())
                .isEqualTo(Digest.of(CHAT.getBytes(StandardCharsets.UTF_8)).value());
        assertThat(receipt.at("/effect/changes_output").asBoolean()).isTrue();

        assertThat(completionLoss("--adapter", adapter)).isLessThan(completionLoss("--top", 1) - 0.5);

        out.forget();
        int generated = run(
                "generate",
                "--model",
                model,
                "--chats",
                chats(CHAT),
                "--adapter",
                "mine=" + adapter,
                "--max-tokens",
                4,
                "--json");
        assertThat(generated).as(err.toString()).isEqualTo(ExitCode.DONE);
        assertThat(lines()).extracting(line -> line.path("model").asText()).containsExactly("base", "mine");
        assertThat(lines())
                .allSatisfy(line -> assertThat(line.path("batch_size").asInt()).isBetween(1, 2));
    }

    @Test
    void anAnswerHeldToASchemaIsSaidToBeWholeOrCut() throws IOException {
        Path schema = schema("{\"type\": \"object\", \"properties\": {\"a\": {\"enum\": [\"yes\", \"no\"]}},"
                + " \"required\": [\"a\"], \"additionalProperties\": false}");
        Object[] whole = {
            "generate", "--model", model, "--chats", chats(CHAT), "--schema", schema, "--max-tokens", 120, "--json"
        };
        assertThat(run(whole)).as(err.toString()).isZero();
        JsonNode held = lines().getFirst();
        assertThat(MAPPER.readTree(held.path("text").asText()).path("a").asText())
                .isIn("yes", "no");
        assertThat(held.path("constrained").asBoolean()).isTrue();
        assertThat(held.path("complete").asBoolean()).isTrue();

        out.forget();
        assertThat(run("generate", "--model", model, "--chats", chats(CHAT), "--schema", schema, "--max-tokens", 2))
                .isZero();
        assertThat(out.text()).contains("length, 2 tokens, only the beginning of a value of the schema");

        out.forget();
        assertThat(run("generate", "--model", model, "--chats", chats(CHAT), "--max-tokens", 2, "--json"))
                .isZero();
        assertThat(lines().getFirst().path("constrained").asBoolean(true)).isFalse();
        assertThat(lines().getFirst().has("complete")).isFalse();
    }

    @Test
    void aSchemaThatOutputCannotBeHeldToIsRefusedByPlace() {
        Path schema = schema("{\"type\": \"string\", \"pattern\": \"a+\"}");

        assertThat(run("generate", "--model", model, "--chats", chats(CHAT), "--schema", schema))
                .isEqualTo(ExitCode.REFUSED);

        assertThat(err).asString().contains("schema, #/pattern", "not supported");
    }

    @Test
    void aSchemaGoesWithNoStopTextAndHasToBeAFile() {
        Path schema = schema("{\"type\": \"object\"}");
        assertThat(run("generate", "--model", model, "--chats", chats(CHAT), "--schema", schema, "--stop", "}"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(err).asString().contains("--stop");
        assertThat(run("generate", "--model", model, "--chats", chats(CHAT), "--schema", directory))
                .isEqualTo(ExitCode.USAGE);
        assertThat(err).asString().contains("is no file");
    }

    @Test
    void verdictAndProbeAreALineEachAndWhatIsWrongIsAWarning() {
        int exit = run(
                "train",
                "--model",
                model,
                "--train",
                chats(CHAT),
                "--valid",
                chats(CHAT),
                "--out",
                directory.resolve("a"),
                "--rank",
                2,
                "--epochs",
                2,
                "--learning-rate",
                0,
                "--minimum-change",
                0.1,
                "--probe-rows",
                4);

        assertThat(exit).as(err.toString()).isZero();
        assertThat(out.text().lines())
                .anyMatch(line ->
                        line.matches("no-op: the validation loss stayed at .* over 2 steps: nothing was learned"))
                .anyMatch(line ->
                        line.startsWith("memorisation: not measured, 0 trained and 0 unseen rows were probed, 2"))
                .anyMatch(line -> line.startsWith("warning: the adapter is a no-op: on 2 rows the loss is"));
    }

    @Test
    void theSameTrainingAgainIsNotDoneTwice() throws IOException {
        Object[] command = {
            "train",
            "--model",
            model,
            "--train",
            chats(CHAT),
            "--valid",
            chats(CHAT),
            "--out",
            directory.resolve("a"),
            "--rank",
            2,
            "--epochs",
            2,
            "--json"
        };
        assertThat(run(command)).as(err.toString()).isZero();
        String first = out.text();
        out.forget();
        assertThat(run(command)).isZero();
        assertThat(out.text()).isEqualTo(first);
    }

    @Test
    void aHuggingFaceDirectoryIsCheckedAndCopied() {
        Path copy = directory.resolve("copy");
        assertThat(run("import", model, "--out", copy, "--json"))
                .as(err.toString())
                .isZero();
        assertThat(lines().getFirst().path("vocabulary_size").asInt()).isEqualTo(259);
        assertThat(run("score", "--model", copy, "--chats", chats(CHAT), "--new-tokens", 0))
                .isZero();
        assertThat(run("import", model, "--out", copy)).isEqualTo(ExitCode.REFUSED);
        assertThat(err).asString().contains("is not empty");
    }

    @Test
    void aBrokenFileIsRefusedAndLeavesNothing() throws IOException {
        Path broken = Files.writeString(directory.resolve("broken.gguf"), "GGUF and then nothing");
        assertThat(run("import", broken, "--out", directory.resolve("out"))).isEqualTo(ExitCode.REFUSED);
        assertThat(err).asString().contains("broken.gguf").contains("byte 4");
        assertThat(directory.resolve("out")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "not json",
                "{\"messages\":[]}",
                "{\"messages\":[{\"role\":\"user\"}]}",
                "{\"messages\":[{\"role\":\"user\",\"content\":null}]}",
                "{\"messages\":[{\"role\":\"\",\"content\":\"x\"}]}",
                "{\"messages\":[{\"role\":\"user\",\"content\":\"x\",\"content\":\"y\"}]}",
                "{\"messages\":7} {}",
                "",
            })
    void aFileThatHoldsNoChatsIsRefusedByLine(String line) {
        assertThat(run("score", "--model", model, "--chats", chats(line))).isEqualTo(ExitCode.REFUSED);
        assertThat(err).asString().contains("chats").containsAnyOf("line 1", "has no line");
    }

    @Test
    void wrongUseIsTold() {
        assertThat(run("score", "--model", directory.resolve("nowhere"), "--chats", chats(CHAT)))
                .isEqualTo(ExitCode.USAGE);
        assertThat(run("score", "--model", model, "--chats", directory.resolve("nowhere")))
                .isEqualTo(ExitCode.USAGE);
        assertThat(run("score", "--model", model, "--chats", chats(CHAT), "--top", 0))
                .isEqualTo(ExitCode.USAGE);
        assertThat(run("score", "--model", model)).isEqualTo(ExitCode.USAGE);
        assertThat(run("generate", "--model", model, "--chats", chats(CHAT), "--temperature", -1))
                .isEqualTo(ExitCode.USAGE);
        assertThat(run(
                        "train",
                        "--model",
                        model,
                        "--train",
                        chats(CHAT),
                        "--valid",
                        chats(CHAT),
                        "--out",
                        directory,
                        "--rank",
                        0))
                .isEqualTo(ExitCode.USAGE);
        assertThat(run("import", directory.resolve("nowhere"), "--out", directory))
                .isEqualTo(ExitCode.USAGE);
    }

    @Test
    void anAdapterThatIsNoneIsRefused() {
        assertThat(run("score", "--model", model, "--chats", chats(CHAT), "--adapter", directory))
                .isEqualTo(ExitCode.REFUSED);
        assertThat(err).asString().contains("adapter_config.json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"import", "train", "score", "generate"})
    void everyCommandHasHelp(String command) {
        StringWriter help = new StringWriter();
        CommandLine engine = new CommandLine(new EngineCommand()).setOut(new PrintWriter(help, true));
        assertThat(engine.execute(command, "--help")).isZero();
        assertThat(help).asString().contains("Usage:").contains("--json");
    }

    private double completionLoss(Object option, Object value) {
        out.forget();
        assertThat(run("score", "--model", model, "--chats", chats(CHAT), option, value))
                .isZero();
        return lines().getFirst().path("completion_loss").asDouble();
    }

    private Path chats(String lines) {
        try {
            return Files.writeString(directory.resolve("chats.jsonl"), lines);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private Path schema(String text) {
        try {
            return Files.writeString(directory.resolve("schema.json"), text);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private List<JsonNode> lines() {
        return out.text().lines().map(EngineCommandTest::parse).toList();
    }

    private static JsonNode parse(String line) {
        try {
            return MAPPER.readTree(line);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(line, e);
        }
    }

    private int run(Object... arguments) {
        String[] strings =
                java.util.Arrays.stream(arguments).map(String::valueOf).toArray(String[]::new);
        PrintWriter problems = new PrintWriter(err, true);
        return new CommandLine(new EngineCommand())
                .setErr(problems)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((problem, _, _) -> {
                    problems.println(problem.getMessage());
                    return problem instanceof CommandFailure failure ? failure.exitCode() : ExitCode.FAILURE;
                })
                .execute(strings);
    }
}
