package dev.whetstone.engine.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whetstone.engine.ChatMessage;
import dev.whetstone.engine.LanguageModel;
import dev.whetstone.engine.ScoreOptions;
import dev.whetstone.engine.TinyModels;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Prompts of nothing, of nothing but control tokens, and as long as the context or longer. */
@Timeout(60)
class RequestEdgesTest {

    private static final int CONTEXT = 64;

    @TempDir
    Path directory;

    private LanguageModel model;
    private GenerationScheduler scheduler;

    @BeforeEach
    void start() {
        model = TinyModels.loadEndless(directory, CONTEXT);
        scheduler = new GenerationScheduler(model, new SchedulerOptions(4, 8, 4 * CONTEXT));
    }

    @AfterEach
    void stop() {
        scheduler.close();
        model.close();
    }

    @Test
    void aPromptWithoutTokensIsRefused() {
        assertThatThrownBy(() -> answer(new int[0], 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("prompt has no tokens: at least one is needed");
    }

    @Test
    void aChatWithoutAnyTextIsAnswered() {
        int[] prompt = model.prompt(List.of(new ChatMessage("user", "")));

        assertThat(answer(prompt, 3).tokens()).hasSize(3);
    }

    @Test
    void aPromptOfOnlyControlTokensIsAnswered() {
        int control = model.tokenizer().findControlToken("<|im_start|>").orElseThrow();
        int[] prompt = new int[20];
        Arrays.fill(prompt, control);

        assertThat(answer(prompt, 3).tokens()).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 31, CONTEXT - 1})
    void aRequestMayFillTheContextToItsLastToken(int completion) {
        GenerationResult result = answer(prompt(CONTEXT - completion), completion);

        assertThat(result.reason()).isEqualTo(FinishReason.LENGTH);
        assertThat(result.tokens()).hasSize(completion);
    }

    @ParameterizedTest
    @ValueSource(ints = {CONTEXT, CONTEXT + 1, 10 * CONTEXT})
    void aPromptThatLeavesNoRoomIsRefusedWithBothNumbers(int length) {
        assertThatThrownBy(() -> answer(prompt(length), 1)).isInstanceOfSatisfying(RequestTooLongException.class, e -> {
            assertThat(e.tokens()).isEqualTo(length + 1);
            assertThat(e.limit()).isEqualTo(CONTEXT);
        });
    }

    @Test
    void tokensBeyondAllCountingAreRefused() {
        assertThatThrownBy(() -> answer(prompt(8), Integer.MAX_VALUE))
                .isInstanceOfSatisfying(
                        RequestTooLongException.class,
                        e -> assertThat(e.tokens()).isEqualTo(Integer.MAX_VALUE));
    }

    @Test
    void scoringFillsTheContextAndNoMore() {
        int opening = model.prompt(TinyModels.ask("")).length;
        List<ChatMessage> fits = TinyModels.ask("x".repeat(CONTEXT - opening));
        List<ChatMessage> over = TinyModels.ask("x".repeat(CONTEXT - opening + 1));

        assertThat(model.score(fits, Optional.empty(), new ScoreOptions(1, 0)).promptIds())
                .hasSize(CONTEXT);
        assertThatThrownBy(() -> model.score(over, Optional.empty(), new ScoreOptions(1, 0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining((CONTEXT + 1) + " tokens, but the context takes 1 to " + CONTEXT);
    }

    private static int[] prompt(int length) {
        int[] prompt = new int[length];
        Arrays.setAll(prompt, i -> 10 + i % 200);
        return prompt;
    }

    private GenerationResult answer(int[] prompt, int tokens) {
        return scheduler
                .submit(
                        new GenerationRequest(prompt, Optional.empty(), Sampling.greedy(tokens), Optional.empty()),
                        TokenListener.none())
                .result()
                .join();
    }
}
