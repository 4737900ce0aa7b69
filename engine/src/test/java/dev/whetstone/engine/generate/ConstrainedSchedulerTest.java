package dev.whetstone.engine.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.whetstone.engine.Adapter;
import dev.whetstone.engine.LanguageModel;
import dev.whetstone.engine.TinyModels;
import dev.whetstone.engine.constrain.Constraint;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Rows with a schema beside rows without one, base and adapters, greedy and drawn. */
@Timeout(60)
class ConstrainedSchedulerTest {

    private static final int CONTEXT = 1024;
    private static final int MOST_TOKENS = 80;
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** A tiny model's text has no end of its own, so its strings are short. */
    private static final String ANSWER = """
            {"type": "object", "additionalProperties": false, "required": ["label", "score"], "properties": {
              "label": {"enum": ["keep", "return", "refund"]},
              "why": {"type": "string", "maxLength": 8},
              "score": {"type": "integer"},
              "tags": {"type": "array", "maxItems": 2, "items": {"type": "string", "maxLength": 4}}}}""";

    @TempDir
    Path directory;

    private LanguageModel model;
    private GenerationScheduler scheduler;

    @BeforeEach
    void start() {
        model = TinyModels.load(directory, CONTEXT);
        scheduler = new GenerationScheduler(model, new SchedulerOptions(8, 64, CONTEXT));
    }

    @AfterEach
    void stop() {
        scheduler.close();
        model.close();
    }

    @Test
    void rowsWithASchemaValidateAndTheOthersSayWhatTheySayAlone() {
        try (Adapter one = model.loadAdapter(TinyModels.adapter(directory));
                Adapter other = model.loadAdapter(TinyModels.otherAdapter(directory))) {
            List<Optional<Adapter>> adapters = List.of(Optional.empty(), Optional.of(one), Optional.of(other));
            Optional<Constraint> held = Optional.of(model.constraints().compile(ANSWER));
            List<GenerationRequest> requests = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                requests.add(request(i, adapters.get(i % 3), i % 2 == 0 ? held : Optional.empty()));
            }
            List<GenerationResult> alone = requests.stream()
                    .map(request -> submit(request).result().join())
                    .toList();

            List<GenerationResult> together = requests.stream().map(this::submit).toList().stream()
                    .map(generation -> generation.result().join())
                    .toList();

            for (int i = 0; i < requests.size(); i++) {
                assertThat(together.get(i).tokens())
                        .as("request %d", i)
                        .isEqualTo(alone.get(i).tokens());
                assertThat(together.get(i).constrained()).isEqualTo(i % 2 == 0);
                requireHeld(together.get(i));
            }
            assertThat(together).anyMatch(each -> each.batchSize() > 4);
            assertThat(together)
                    .filteredOn(each -> each.constrained() && each.reason() == FinishReason.STOP)
                    .hasSizeGreaterThan(4);
        }
    }

    @Test
    void aValueThatIsWholeEndsWithoutAnEndToken() {
        GenerationResult result =
                submit(held("{\"const\":{\"a\":[1,\"é\"]}}", 40)).result().join();

        assertThat(result.reason()).isEqualTo(FinishReason.STOP);
        assertThat(result.text().strip()).isEqualTo("{\"a\":[1,\"é\"]}");
        assertThat(result.tokens()).doesNotContain(model.config().eosTokens().getFirst());
    }

    @Test
    void theTokenLimitIsNamedWhereItEndsAValue() {
        GenerationResult result = submit(held("{\"type\":\"string\",\"minLength\":30}", 12))
                .result()
                .join();

        assertThat(result.reason()).isEqualTo(FinishReason.LENGTH);
        assertThat(result.constrained()).isTrue();
        assertThat(result.tokens()).hasSize(12);
    }

    @Test
    void aValueThatEndsWithTheLastTokenIsWhole() {
        GenerationResult result =
                submit(held("{\"const\":\"four\"}", 6)).result().join();

        assertThat(List.of(FinishReason.STOP, FinishReason.LENGTH)).contains(result.reason());
        assertThat(result.reason() == FinishReason.STOP).isEqualTo(result.text().equals("\"four\""));
    }

    @Test
    void anyObjectIsAnObject() throws Exception {
        GenerationRequest request = new GenerationRequest(
                model.prompt(TinyModels.ask("Go on")),
                Optional.empty(),
                new Sampling(1.5, 0.9, 40, 5, 400, List.of()),
                Optional.empty(),
                Optional.of(model.constraints().anyObject()));

        GenerationResult result = submit(request).result().join();

        assertThat(result.text().strip()).startsWith("{");
        if (result.reason() == FinishReason.STOP) {
            assertThat(MAPPER.readTree(result.text()).isObject()).isTrue();
        }
    }

    @Test
    void aBrokenAdapterIsSeenUnderASchemaToo() {
        Path huge = TinyModels.adapter(directory);
        TinyModels.edit(huge.resolve("adapter_config.json"), json -> json.put("lora_alpha", 1e38));
        try (Adapter broken = model.loadAdapter(huge)) {
            Optional<Constraint> held = Optional.of(model.constraints().compile(ANSWER));
            Generation failing = submit(request(0, Optional.of(broken), held));
            Generation fine = submit(request(0, Optional.empty(), held));

            assertThatThrownBy(() -> failing.result().join()).hasMessageContaining("NOT_FINITE");
            requireHeld(fine.result().join());
        }
    }

    @Test
    void whatCannotGoTogetherIsRefusedBeforeItWaits() {
        Constraint held = model.constraints().compile(ANSWER);
        int[] prompt = model.prompt(TinyModels.ask("Hi"));
        Sampling stopping = new Sampling(0, 1, 0, 0, 9, List.of("\n"));

        assertThatThrownBy(() ->
                        new GenerationRequest(prompt, Optional.empty(), stopping, Optional.empty(), Optional.of(held)))
                .hasMessageContaining("stop texts");
        try (LanguageModel stranger = TinyModels.load(directory.resolve("stranger"), CONTEXT)) {
            Constraint foreign = stranger.constraints().compile(ANSWER);
            assertThatThrownBy(() -> submit(new GenerationRequest(
                            prompt, Optional.empty(), Sampling.greedy(9), Optional.empty(), Optional.of(foreign))))
                    .hasMessageContaining("another model");
        }
    }

    private GenerationRequest request(int i, Optional<Adapter> adapter, Optional<Constraint> constraint) {
        Sampling sampling = i % 4 < 2
                ? Sampling.greedy(MOST_TOKENS)
                : new Sampling(0.5 + i / 8.0, i % 3 == 0 ? 0.9 : 1, i % 5 == 0 ? 40 : 0, i, MOST_TOKENS, List.of());
        return new GenerationRequest(
                model.prompt(TinyModels.ask("x".repeat(i * 3) + i + " is a question")),
                adapter,
                sampling,
                Optional.empty(),
                constraint);
    }

    private GenerationRequest held(String schema, int tokens) {
        return new GenerationRequest(
                model.prompt(TinyModels.ask("Answer")),
                Optional.empty(),
                Sampling.greedy(tokens),
                Optional.empty(),
                Optional.of(model.constraints().compile(schema)));
    }

    private Generation submit(GenerationRequest request) {
        return scheduler.submit(request, TokenListener.none());
    }

    private static void requireHeld(GenerationResult result) {
        if (!result.constrained() || result.reason() == FinishReason.LENGTH) {
            return;
        }
        try {
            JsonNode schema = MAPPER.readTree(ANSWER);
            JsonNode value = MAPPER.readTree(result.text());
            assertThat(SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                            .getSchema(schema)
                            .validate(value))
                    .as(result.text())
                    .isEmpty();
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new AssertionError(result.text(), e);
        }
    }
}
