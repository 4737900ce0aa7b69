package dev.whetstone.engine.train;

import java.util.List;

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

    /** Read in so many passes over the training rows, prompts included. */
    long tokens(double epochs) {
        return Math.round(
                epochs * training.stream().mapToLong(TrainingRow::inputs).sum());
    }
}
