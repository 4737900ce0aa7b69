package dev.whetstone.gateway.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.whetstone.contracts.Digest;
import dev.whetstone.engine.ChatMessage;
import dev.whetstone.engine.LanguageModel;
import dev.whetstone.engine.LoadOptions;
import dev.whetstone.engine.ModelException;
import dev.whetstone.engine.Precision;
import dev.whetstone.engine.WeightFormat;
import dev.whetstone.engine.generate.GenerationScheduler;
import dev.whetstone.engine.generate.SchedulerOptions;
import dev.whetstone.gateway.GatewayFixture;
import dev.whetstone.gateway.edge.ErrorCode;
import dev.whetstone.gateway.edge.RequestRefused;
import dev.whetstone.gateway.model.BaseIdentity;
import dev.whetstone.gateway.model.BaseModel;
import dev.whetstone.gateway.model.LoadedBase;
import dev.whetstone.gateway.tiny.TinyLlama;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import jakarta.inject.Inject;

/** A base whose chat template means harm: the request is refused, nobody waits for ever, and the next request is answered. */
@QuarkusTest
@QuarkusTestResource(GatewayFixture.class)
@Timeout(60)
class HostileTemplateTest {

    private static final BaseIdentity NAMELESS = new BaseIdentity(Digest.of(new byte[] {1}), WeightFormat.COMPUTED);

    private static final List<ChatMessage> CHAT = List.of(new ChatMessage("user", "Hi"));

    @Inject
    BaseModel served;

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %} | steps",
                "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}                                 | deep",
                "{{ messages.getClass().forName('java.lang.Runtime') }}                          | getClass",
            })
    void aTemplateThatLoopsOrCallsWhatItMayNotIsRefusedAndTheNextRequestIsAnswered(String template, String why)
            throws IOException {
        Path model = hostile(template);

        try (LanguageModel hostile = LanguageModel.load(model, LoadOptions.of(Precision.FLOAT32));
                GenerationScheduler scheduler = new GenerationScheduler(hostile, new SchedulerOptions(1, 1, 64))) {
            LoadedBase base = new LoadedBase("hostile", NAMELESS, hostile, scheduler, 64);
            assertThatThrownBy(() -> TextGenerator.prompt(base, CHAT))
                    .isInstanceOfSatisfying(RequestRefused.class, refused -> {
                        assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
                        assertThat(refused.field()).contains("messages");
                    })
                    .hasMessageContaining("the model's chat template refuses them")
                    .hasMessageContaining(why);
        }
        await().atMost(Duration.ofSeconds(30)).until(() -> served.find().isPresent());
        assertThat(TextGenerator.prompt(served.require(), CHAT)).isNotEmpty();
    }

    @Test
    void aTemplateThatReadsFilesIsNotEvenLoaded() throws IOException {
        Path model = hostile("{% include 'secret.txt' %}");

        assertThatThrownBy(() -> LanguageModel.load(model, LoadOptions.of(Precision.FLOAT32)))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("include")
                .hasMessageContaining("line 1");
    }

    private Path hostile(String template) throws IOException {
        Path model = directory.resolve("hostile");
        TinyLlama.write(model);
        Files.writeString(model.resolve("chat_template.jinja"), template);
        return model;
    }
}
