package dev.whetstone.engine.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.whetstone.engine.format.ModelConfig;
import dev.whetstone.engine.format.Rope;
import dev.whetstone.engine.format.RopeScaling;
import dev.whetstone.engine.parity.GoldenJson;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Settings come to the modules, ranks and scales of PEFT; bench/parity/adapter_cases.py made the values. */
class AdapterSettingsParityTest {

    private static final JsonNode GOLDEN = GoldenJson.read(AdapterSettingsParityTest.class, "adapter-cases.json");

    @TempDir
    Path directory;

    static Stream<JsonNode> layouts() {
        return StreamSupport.stream(GOLDEN.path("layouts").spliterator(), false);
    }

    @Test
    void namesPatternsAndAllLinearAreCovered() {
        assertThat(layouts()).hasSize(18);
        assertThat(layouts()
                        .filter(layout -> layout.at("/settings/target_modules").isTextual()))
                .hasSize(13);
    }

    @ParameterizedTest
    @MethodSource("layouts")
    void modulesRanksAndScalesAreThoseOfPeft(JsonNode golden) throws IOException {
        LoraSettings settings = read((ObjectNode) golden.path("settings"));

        assertThat(found(settings)).isEqualTo(expected(golden));
    }

    /** Whatever order a store gives the keys of what was trained here, the file means the same. */
    @Test
    void whatIsWrittenIsReadBackAsTheSameModules() throws IOException {
        for (JsonNode golden : GOLDEN.path("layouts")) {
            LoraSettings settings = read((ObjectNode) golden.path("settings"));
            if (!isClear(settings)) {
                continue;
            }
            Path again = Files.createDirectories(directory.resolve("again"));
            Files.write(again.resolve(PeftConfig.FILE_NAME), PeftWriter.json(new PeftConfig(settings, "tiny")));

            assertThat(found(PeftAdapter.config(again).lora())).isEqualTo(expected(golden));
        }
    }

    private static boolean isClear(LoraSettings settings) {
        try {
            LoraLayout.planned(settings, tiny());
            return true;
        } catch (IllegalArgumentException e) {
            assertThat(e).hasMessageContaining("Pattern");
            return false;
        }
    }

    private LoraSettings read(ObjectNode settings) throws IOException {
        ObjectNode config = settings.deepCopy().put("peft_type", "LORA");
        Files.write(directory.resolve(PeftConfig.FILE_NAME), new ObjectMapper().writeValueAsBytes(config));
        return PeftAdapter.config(directory).lora();
    }

    private static Map<String, List<Double>> found(LoraSettings settings) {
        Map<String, List<Double>> found = new TreeMap<>();
        for (LoraPlace place : LoraLayout.of(settings, tiny()).places()) {
            found.put(place.path(), List.of((double) place.rank(), place.scale()));
        }
        return found;
    }

    private static Map<String, List<Double>> expected(JsonNode golden) {
        Map<String, List<Double>> expected = new TreeMap<>();
        golden.path("modules")
                .properties()
                .forEach(module -> expected.put(
                        module.getKey(),
                        List.of(
                                module.getValue().path(0).doubleValue(),
                                module.getValue().path(1).doubleValue())));
        return expected;
    }

    static ModelConfig tiny() {
        int layers = GOLDEN.path("layers").intValue();
        Rope rope = new Rope(10_000, new RopeScaling.None());
        return ModelConfig.llama(259, 32, 48, layers, 4, 2, 8, 256, rope, 1e-5, false, 1, List.of(2));
    }
}
