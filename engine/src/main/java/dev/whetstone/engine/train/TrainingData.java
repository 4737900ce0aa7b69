package dev.whetstone.engine.train;

import java.util.List;
import java.util.stream.Stream;

/**
 * What a run learns from and is measured on.
 *
 * @param chats the training rows as they were given, in the same order
 */
record TrainingData(
        List<TrainingChat> chats, List<TrainingRow> training, List<TrainingRow> validation, Provenance provenance) {

    TrainingData {
        chats = List.copyOf(chats);
        training = List.copyOf(training);
        validation = List.copyOf(validation);
    }

    /** Tokens that the longest row of both reads. */
    int longest() {
        return Stream.concat(training.stream(), validation.stream())
                .mapToInt(TrainingRow::inputs)
                .max()
                .orElseThrow();
    }

    /** Read in so many passes over the training rows, prompts included. */
    long tokens(double epochs) {
        return Math.round(
                epochs * training.stream().mapToLong(TrainingRow::inputs).sum());
    }
}
