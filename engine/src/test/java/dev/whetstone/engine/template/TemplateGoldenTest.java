package dev.whetstone.engine.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.stream.Stream;

/** Renders like Python's Jinja2 3.1 as Transformers sets it up; the cases come from bench/parity/template_cases.py. */
class TemplateGoldenTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final JsonNode GOLDEN = golden();

    @TestFactory
    Stream<DynamicTest> rendersAsJinja2Does() {
        return GOLDEN.path("cases").properties().stream()
                .map(entry -> DynamicTest.dynamicTest(entry.getKey(), () -> check(entry.getValue())));
    }

    @Test
    void thereAreCases() {
        assertThat(GOLDEN.path("cases").size()).isGreaterThan(60);
    }

    private static void check(JsonNode expected) {
        String template = expected.path("template").textValue();
        if (expected.has("fails")) {
            assertThatThrownBy(() -> render(template))
                    .isInstanceOf(TemplateException.class)
                    .hasMessageContaining("line ");
        } else {
            assertThat(render(template)).isEqualTo(expected.path("expected").textValue());
        }
    }

    private static String render(String template) {
        Map<String, Object> variables =
                MAPPER.convertValue(GOLDEN.path("context"), new com.fasterxml.jackson.core.type.TypeReference<>() {});
        variables.put("strftime_now", (TemplateFunction) _ -> "22 Nov 2026");
        return Template.parse(template).render(variables, Limits.DEFAULT).value();
    }

    private static JsonNode golden() {
        try (InputStream in = TemplateGoldenTest.class.getResourceAsStream("cases.json")) {
            return MAPPER.readTree(in);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
