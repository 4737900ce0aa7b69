package dev.whetstone.training.worker;

import dev.whetstone.artifacts.ArtifactStore;
import dev.whetstone.contracts.ArtifactRef;
import dev.whetstone.engine.openai.FineTuningRow;
import dev.whetstone.engine.train.TrainingExample;
import dev.whetstone.engine.train.TrainingMethod;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Rows of a published split as the recipe's method learns them. They were checked when they were published, so anything odd here is a wrong artifact. */
final class TrainingRows {

    private TrainingRows() {}

    /** @throws InvalidSplitException naming the artifact and the line */
    static List<TrainingExample> read(ArtifactStore store, ArtifactRef split, TrainingMethod method) {
        List<TrainingExample> examples = new ArrayList<>();
        int line = 0;
        for (String row : new String(store.read(split), StandardCharsets.UTF_8).split("\n")) {
            line++;
            if (!row.isBlank()) {
                examples.add(example(split, line, row, method));
            }
        }
        return examples;
    }

    /** Every field that says what is learned counts: a message's weight, its calls, the tools it could call. */
    private static TrainingExample example(ArtifactRef split, int line, String row, TrainingMethod method) {
        try {
            return FineTuningRow.read(row, method);
        } catch (IllegalArgumentException e) {
            throw new InvalidSplitException("split " + split.digest() + ", line " + line + ": " + e.getMessage(), e);
        }
    }
}
