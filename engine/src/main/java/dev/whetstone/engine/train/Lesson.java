package dev.whetstone.engine.train;

import java.util.List;
import java.util.stream.Stream;

/**
 * One example as an {@link Objective} learns it.
 *
 * @param rows that are learned from, in one pass together; the answer that is to be said comes first
 * @param measured rows that are only measured, to tell how far the model has moved
 * @param desirable whether the first row is to become likelier
 * @param reference log-probabilities of the rows, then of the measured ones, to the model that training began with; empty as long as they
 *     are not known, or where the objective needs none
 */
record Lesson(List<TrainingRow> rows, List<TrainingRow> measured, boolean desirable, List<Double> reference) {

    Lesson {
        rows = List.copyOf(rows);
        measured = List.copyOf(measured);
        reference = List.copyOf(reference);
    }

    static Lesson of(TrainingRow... rows) {
        return new Lesson(List.of(rows), List.of(), true, List.of());
    }

    Lesson referred(List<Double> logProbabilities) {
        return new Lesson(rows, measured, desirable, logProbabilities);
    }

    /** The row whose answer is to be said, or is judged. */
    TrainingRow answer() {
        return rows.getFirst();
    }

    /** Tokens that one pass over it reads. */
    int inputs() {
        return rows.stream().mapToInt(TrainingRow::inputs).sum();
    }

    /** Tokens that its longest row reads. */
    int longest() {
        return all().mapToInt(TrainingRow::inputs).max().orElseThrow();
    }

    Stream<TrainingRow> all() {
        return Stream.concat(rows.stream(), measured.stream());
    }
}
