package dev.whetstone.engine.train;

import java.util.List;
import java.util.stream.Stream;

/**
 * What a run learns from and is measured on.
 *
 * @param examples the training rows as they were given, in the same order
 * @param beginning the adapter that it goes on from
 */
record TrainingData(
        List<? extends TrainingExample> examples,
        List<Lesson> training,
        List<Lesson> validation,
        Provenance provenance,
        Beginning beginning) {

    TrainingData {
        examples = List.copyOf(examples);
        training = List.copyOf(training);
        validation = List.copyOf(validation);
    }

    /** Tokens that the longest row of both reads. */
    int longest() {
        return all().mapToInt(Lesson::longest).max().orElseThrow();
    }

    /** Tokens that rows of one lesson read together, at most. */
    int longestTogether() {
        return all().mapToInt(Lesson::inputs).max().orElseThrow();
    }

    private Stream<Lesson> all() {
        return Stream.concat(training.stream(), validation.stream());
    }

    /** Read in so many passes over the training rows, prompts included. */
    long tokens(double epochs) {
        return Math.round(epochs * training.stream().mapToLong(Lesson::inputs).sum());
    }
}
