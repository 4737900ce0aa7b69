package dev.whetstone.engine.train;

import dev.whetstone.engine.Adapter;
import dev.whetstone.engine.LanguageModel;
import dev.whetstone.engine.adapter.AdapterFingerprint;
import dev.whetstone.engine.adapter.DurableFiles;
import dev.whetstone.engine.adapter.PeftAdapter;
import dev.whetstone.engine.format.Sha256;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The end of a run: the best step's adapter under its final name, measured as a server loads it, and its receipt. */
final class Publication {

    private final LanguageModel base;
    private final LoraRecipe recipe;
    private final TrainingData data;
    private final WorkDirectory directory;

    Publication(LanguageModel base, LoraRecipe recipe, TrainingData data, WorkDirectory directory) {
        this.base = base;
        this.recipe = recipe;
        this.data = data;
        this.directory = directory;
    }

    TrainingOutcome.Finished publish(RunState state, boolean stoppedEarly, Verdict verdict) {
        Path partial = copyOfBest(state.best().orElseThrow().step());
        TrainingReceipt receipt;
        try (Adapter adapter = base.loadAdapter(partial)) {
            AdapterFingerprint.write(base, adapter, partial);
            receipt = receipt(
                    state, stoppedEarly, verdict, adapter, Sha256.of(partial.resolve(PeftAdapter.WEIGHTS_FILE)));
        }
        DurableFiles.publish(partial, directory.adapter());
        return directory.saveFinished(receipt);
    }

    private Path copyOfBest(long step) {
        Path partial = DurableFiles.beside(directory.adapter());
        try (var files = Files.list(directory.best(step))) {
            for (Path file : files.toList()) {
                Files.copy(file, partial.resolve(file.getFileName()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot copy the adapter of step " + step + ": " + e.getMessage(), e);
        }
        return partial;
    }

    private TrainingReceipt receipt(
            RunState state, boolean stoppedEarly, Verdict verdict, Adapter adapter, String weights) {
        Provenance provenance = data.provenance();
        CurvePoint best = state.best().orElseThrow();
        adapter.acquire();
        try {
            RowReader reader = new RowReader(base.network());
            return new TrainingReceipt(
                    TrainingReceipt.VERSION,
                    weights,
                    new TrainingReceipt.BaseFacts(
                            base.name(),
                            provenance.base(),
                            base.template().digest(),
                            base.tokenizer().digest()),
                    split(data.training(), provenance.training()),
                    split(data.validation(), provenance.validation()),
                    TrainedTokens.of(base, data.training(), data.examples()),
                    recipe,
                    data.beginning().digest(),
                    Software.of(base),
                    best.step(),
                    best.validationLoss(),
                    stoppedEarly,
                    verdict,
                    new MemorisationProbe(reader, adapter.weights(), recipe)
                            .run(answers(data.training()), answers(data.validation()), data.tokens(epochs(state))),
                    AdapterEffect.measure(
                            reader, answers(data.training()), answers(data.validation()), adapter.weights()),
                    state.curve(),
                    state.rewards());
        } finally {
            adapter.release();
        }
    }

    /** That the run took, the last one perhaps not to its end. */
    private double epochs(RunState state) {
        return (double) state.step() * recipe.batchSize() / data.training().size();
    }

    private static List<TrainingRow> answers(List<Lesson> lessons) {
        return lessons.stream().map(Lesson::answer).toList();
    }

    private static TrainingReceipt.SplitFacts split(List<Lesson> lessons, String digest) {
        return new TrainingReceipt.SplitFacts(lessons.size(), digest, RunIdentity.ofLessons(lessons));
    }
}
