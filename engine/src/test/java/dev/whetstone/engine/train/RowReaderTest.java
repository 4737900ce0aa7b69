package dev.whetstone.engine.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.whetstone.engine.Adapter;
import dev.whetstone.engine.ChatMessage;
import dev.whetstone.engine.LanguageModel;
import dev.whetstone.engine.Score;
import dev.whetstone.engine.ScoreOptions;
import dev.whetstone.engine.TinyModels;
import dev.whetstone.engine.torch.LoraWeights;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

class RowReaderTest {

    private static final int SAID = 12;

    @TempDir
    Path directory;

    private LanguageModel model;
    private Adapter adapter;
    private RowReader reader;

    @BeforeEach
    void loadModel() {
        model = TinyModels.loadEndless(directory, 256);
        adapter = model.loadAdapter(TinyModels.adapter(directory));
        reader = new RowReader(model.network());
    }

    @AfterEach
    void closeModel() {
        adapter.close();
        model.close();
    }

    @Test
    void onePassTellsWhatGreedyDecodingSays() {
        TrainingRow ofBase = row("Hello", Optional.empty());
        TrainingRow ofAdapter = row("Hello", Optional.of(adapter));

        assertThat(reader.saidVerbatim(List.of(ofBase), LoraWeights.NONE)).containsExactly(SAID);
        assertThat(reader.saidVerbatim(List.of(ofAdapter), adapter.weights())).containsExactly(SAID);
        assertThat(reader.saidVerbatim(List.of(ofBase), adapter.weights()).getFirst())
                .as("the adapter says something else")
                .isLessThan(SAID);
    }

    @Test
    void countsUpToTheFirstTokenThatDiffers() {
        TrainingRow row = row("Hello", Optional.empty());
        int[] ids = row.ids().clone();
        ids[row.firstTarget() + 5] =
                (ids[row.firstTarget() + 5] + 1) % model.config().vocabularySize();

        assertThat(reader.saidVerbatim(List.of(new TrainingRow(ids, row.firstTarget())), LoraWeights.NONE))
                .containsExactly(5);
    }

    @Test
    void rowsOfOnePassDoNotSeeEachOther() {
        TrainingRow first = row("Hello", Optional.empty());
        TrainingRow second = row("A longer question, with more words", Optional.empty());
        TrainingRow wrong = row("Other", Optional.of(adapter));

        assertThat(reader.saidVerbatim(List.of(first, wrong, second), LoraWeights.NONE))
                .containsExactly(
                        SAID,
                        reader.saidVerbatim(List.of(wrong), LoraWeights.NONE).getFirst(),
                        SAID);
    }

    @Test
    void comparesLossAndLogitsOfTwoModels() {
        List<ChatMessage> chat = List.of(new ChatMessage("user", "Hi"), new ChatMessage("assistant", "Yes, it is."));
        Score base = model.score(chat, Optional.empty(), new ScoreOptions(1, 0));
        Score tuned = model.score(chat, Optional.of(adapter), new ScoreOptions(1, 0));
        int[] ids = model.chats().conversation(chat).ids();
        TrainingRow row = new TrainingRow(ids, base.promptIds().length);

        RowReader.Comparison both = reader.compare(row, adapter.weights(), LoraWeights.NONE);

        assertThat(both.loss() / row.targets()).isCloseTo(tuned.completionLoss().orElseThrow(), within(1e-4));
        assertThat(both.otherLoss() / row.targets())
                .isCloseTo(base.completionLoss().orElseThrow(), within(1e-4));
        assertThat(both.largestChange()).isGreaterThan(0.01);
        assertThat(reader.compare(row, LoraWeights.NONE, LoraWeights.NONE).largestChange())
                .isZero();
    }

    /** A prompt with what the model says to it as targets. */
    private TrainingRow row(String question, Optional<Adapter> adapter) {
        Score score = model.score(TinyModels.ask(question), adapter, new ScoreOptions(1, SAID));
        int[] prompt = score.promptIds();
        int[] ids = Arrays.copyOf(prompt, prompt.length + SAID);
        System.arraycopy(score.greedyIds(), 0, ids, prompt.length, SAID);
        return new TrainingRow(ids, prompt.length);
    }
}
