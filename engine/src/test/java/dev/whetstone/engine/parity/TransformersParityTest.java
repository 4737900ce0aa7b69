package dev.whetstone.engine.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whetstone.engine.Adapter;
import dev.whetstone.engine.ChatMessage;
import dev.whetstone.engine.LanguageModel;
import dev.whetstone.engine.LoadOptions;
import dev.whetstone.engine.Precision;
import dev.whetstone.engine.Score;
import dev.whetstone.engine.ScoreOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The engine computes what Transformers 5 and PEFT compute in float32: ids the same, logits within 1e-3, losses within 1e-4. The
 * golden values come from bench/parity/tiny_llama.py.
 */
class TransformersParityTest {

    private static final int NEW_TOKENS = 12;
    private static final int TOP = 10;

    @TempDir
    Path directory;

    static Stream<String> variants() {
        return TinyLlama.variants().stream();
    }

    @Test
    void modelsWithAndWithoutAdaptersAreCovered() {
        assertThat(variants()).hasSize(4);
        assertThat(variants().filter(TinyLlama::hasAdapter)).hasSize(2);
    }

    @ParameterizedTest
    @MethodSource("variants")
    void scoresAreThoseOfTransformers(String variant) {
        Path directoryOfModel = TinyLlama.writeModel(directory.resolve("model"), variant);
        try (LanguageModel model = LanguageModel.load(directoryOfModel, LoadOptions.of(Precision.FLOAT32))) {
            Optional<Adapter> adapter = TinyLlama.hasAdapter(variant)
                    ? Optional.of(model.loadAdapter(
                            TinyLlama.writeAdapter(directory.resolve("adapter"), directoryOfModel, variant)))
                    : Optional.empty();
            List<List<ChatMessage>> chats = TinyLlama.chats();
            for (int i = 0; i < chats.size(); i++) {
                Score score = model.score(chats.get(i), adapter, new ScoreOptions(TOP, NEW_TOKENS));
                check(score, TinyLlama.scores(variant).get(i));
            }
            adapter.ifPresent(Adapter::close);
        }
    }

    private static void check(Score score, JsonNode expected) {
        assertThat(score.promptIds()).isEqualTo(ids(expected.path("prompt_ids")));
        assertThat(score.completionIds()).isEqualTo(ids(expected.path("completion_ids")));
        assertThat(score.topIds()).isEqualTo(ids(expected.path("top_ids")));
        for (int i = 0; i < TOP; i++) {
            double logit = expected.path("top_logits").get(i).doubleValue();
            assertThat((double) score.topLogits()[i]).isCloseTo(logit, within(1e-3));
        }
        assertThat(score.logsumexp()).isCloseTo(expected.path("logsumexp").doubleValue(), within(1e-3));
        assertThat(score.completionLoss().isPresent()).isEqualTo(expected.has("completion_loss"));
        if (expected.has("completion_loss")) {
            double loss = expected.path("completion_loss").doubleValue();
            assertThat(score.completionLoss().getAsDouble()).isCloseTo(loss, within(1e-4));
        }
        assertThat(score.greedyIds()).isEqualTo(ids(expected.path("greedy_ids")));
    }

    private static int[] ids(JsonNode node) {
        int[] ids = new int[node.size()];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = node.get(i).intValue();
        }
        return ids;
    }
}
