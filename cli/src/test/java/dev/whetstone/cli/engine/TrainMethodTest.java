package dev.whetstone.cli.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.whetstone.cli.CommandFailure;
import dev.whetstone.cli.ExitCode;
import dev.whetstone.engine.sample.TinyModel;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code engine train --method}. */
class TrainMethodTest {

    private static final String USER = "{\"role\":\"user\",\"content\":\"Hi\"}";
    private static final String PAIR = "{\"input\":{\"messages\":[" + USER + "]},\"preferred_output\":[" + answer("Yes")
            + "],\"non_preferred_output\":[" + answer("No") + "]}\n";
    private static final String JUDGED = "{\"prompt\":[" + USER + "],\"completion\":[" + answer("Yes")
            + "],\"label\":true}\n{\"prompt\":[" + USER + "],\"completion\":[" + answer("No") + "],\"label\":false}\n";

    @TempDir
    static Path shared;

    private static Path model;

    @TempDir
    Path directory;

    private Exception problem;

    @BeforeAll
    static void writeModel() {
        model = TinyModel.write(shared.resolve("model"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"dpo", "orpo", "kto"})
    void preferencesAreLearned(String method) throws IOException {
        int exit = train(method.equals("kto") ? JUDGED + JUDGED : PAIR + PAIR, "--method", method, "--beta", "0.4");

        assertThat(exit).as(String.valueOf(problem)).isEqualTo(ExitCode.DONE);
        JsonNode receipt = json("receipt.json");
        assertThat(receipt.at("/recipe/method/type").asText()).isEqualTo(method);
        assertThat(receipt.at("/recipe/method/beta").asDouble()).isEqualTo(0.4);
        JsonNode rewards = json("training.json").path("rewards");
        assertThat(rewards).hasSameSizeAs(receipt.path("curve"));
        assertThat(rewards.get(rewards.size() - 1).path("margin").asDouble())
                .isGreaterThan(rewards.get(0).path("margin").asDouble());
        if (method.equals("dpo")) {
            assertThat(receipt.at("/curve/0/validation_loss").asDouble()).isCloseTo(Math.log(2), within(1e-4));
        }
    }

    @Test
    void aRowOfAnotherMethodIsRefusedByLineAndField() {
        int exit = train(PAIR + "{\"messages\":[" + USER + "," + answer("Yes") + "]}\n", "--method", "dpo");

        assertThat(exit).isEqualTo(ExitCode.REFUSED);
        assertThat(problem).message().contains("train.jsonl: line 2: input: is missing; this row is a chat");
        assertThat(((CommandFailure) problem).whatToDo()).contains("non_preferred_output");
    }

    @Test
    void aWeightThatIsNoneIsRefusedByLineAndField() {
        int exit = train("{\"messages\":[" + USER + ",{\"role\":\"assistant\",\"content\":\"A\",\"weight\":2}]}\n");

        assertThat(exit).isEqualTo(ExitCode.REFUSED);
        assertThat(problem).message().contains("line 1: messages[1].weight: expected 0 or 1, but got 2");
    }

    @Test
    void trainingGoesOnFromAnAdapter() throws IOException {
        String chats = ("{\"messages\":[" + USER + "," + answer("Yes") + "]}\n").repeat(2);
        assertThat(train(chats, "--targets", ".*_proj", "--rank-pattern", "down_proj=3", "--lora-plus-ratio", "4"))
                .as(String.valueOf(problem))
                .isEqualTo(ExitCode.DONE);
        double reached = json("training.json").path("best_validation_loss").asDouble();
        Path first = Files.move(directory.resolve("out"), directory.resolve("first"));

        assertThat(train(chats, "--continue", first.toString()))
                .as(String.valueOf(problem))
                .isEqualTo(ExitCode.DONE);
        JsonNode receipt = json("receipt.json");
        assertThat(receipt.path("continued_from").asText()).startsWith("sha256:");
        assertThat(receipt.at("/recipe/targets").asText()).isEqualTo(".*_proj");
        assertThat(receipt.at("/recipe/rank_pattern/down_proj").asInt()).isEqualTo(3);
        assertThat(receipt.at("/curve/0/validation_loss").asDouble()).isCloseTo(reached, within(1e-4));

        Files.move(directory.resolve("out"), directory.resolve("second"));
        assertThat(train(chats, "--continue", first.toString(), "--rank-pattern", "down_proj=5"))
                .isEqualTo(ExitCode.REFUSED);
        assertThat(problem).message().contains("mlp.down_proj rank is 5 in the recipe, 3 in the adapter");
    }

    @Test
    void settingsThatNothingWouldUseAreRefused() {
        assertThat(train(PAIR, "--beta", "0.1")).isEqualTo(ExitCode.USAGE);
        assertThat(problem).message().contains("--beta is of dpo, orpo and kto");
        assertThat(train(PAIR, "--method", "dpo", "--beta", "3")).isEqualTo(ExitCode.USAGE);
        assertThat(problem).message().contains("beta is 3.0: it must be above 0 and at most 2");
        assertThat(train(PAIR, "--method", "ppo")).isEqualTo(ExitCode.USAGE);
        assertThat(problem).message().contains("--method is ppo: it must be sft, dpo, orpo or kto");
    }

    private int train(String rows, String... more) {
        List<String> arguments = new ArrayList<>(List.of("train", "--model", model.toString()));
        arguments.addAll(List.of("--train", write(rows), "--valid", write(rows)));
        arguments.addAll(List.of("--out", directory.resolve("out").toString(), "--rank", "2", "--epochs", "6"));
        arguments.addAll(List.of("--learning-rate", "0.02", "--batch-size", "2", "--json"));
        arguments.addAll(List.of(more));
        return new CommandLine(new EngineCommand())
                .setExecutionExceptionHandler((thrown, _, _) -> {
                    problem = thrown;
                    return thrown instanceof CommandFailure failure ? failure.exitCode() : ExitCode.FAILURE;
                })
                .execute(arguments.toArray(String[]::new));
    }

    private JsonNode json(String name) throws IOException {
        return new ObjectMapper()
                .readTree(directory.resolve("out").resolve(name).toFile());
    }

    private String write(String rows) {
        try {
            return Files.writeString(directory.resolve("train.jsonl"), rows).toString();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String answer(String text) {
        return "{\"role\":\"assistant\",\"content\":\"" + text + "\"}";
    }
}
