package dev.whetstone.engine.train;

import java.util.List;

/**
 * What the lessons of a batch, or of a split, are averaged by.
 *
 * @param targets of their answers
 * @param divergence how far the model has moved on answers that are not their prompts': an estimate of KL, for {@link KtoObjective}
 */
record BatchTotals(int lessons, int targets, double divergence) {

    static BatchTotals of(List<Lesson> lessons, double divergence) {
        int targets =
                lessons.stream().mapToInt(lesson -> lesson.answer().targets()).sum();
        return new BatchTotals(lessons.size(), targets, divergence);
    }
}
