package dev.whetstone.engine.train;

import java.util.List;
import java.util.OptionalDouble;

/**
 * Kahneman-Tversky optimization (Ethayarajh et al. 2024, eq. 8) with both kinds of answers weighted alike: {@code L = 1 - σ(r(y) - β·z)} of
 * a wanted answer and {@code 1 - σ(β·z - r(y))} of an unwanted one, with {@code r(y) = β·(log π(y|x) - log π₀(y|x))}; π₀ is the model that
 * training began with. {@code z = max(0, mean(log π(y'|x) - log π₀(y'|x)))} over the batch, y' the answer of another row, estimates how far
 * the model has moved at all; no gradient flows through it.
 */
record KtoObjective(double beta) implements Objective {

    @Override
    public Class<JudgedAnswer> learnsFrom() {
        return JudgedAnswer.class;
    }

    @Override
    public Lesson lesson(RowEncoder encoder, List<? extends TrainingExample> split, int index) {
        if (index == 0
                && split.stream()
                                .map(example -> ((JudgedAnswer) example).desirable())
                                .distinct()
                                .count()
                        < 2) {
            throw new IllegalArgumentException(
                    "all labels of the split are the same: KTO learns from wanted and unwanted answers, so give both");
        }
        JudgedAnswer judged = (JudgedAnswer) split.get(index);
        JudgedAnswer other = (JudgedAnswer) split.get((index + 1) % split.size());
        return new Lesson(
                List.of(encoder.answer(judged.prompt(), judged.tools(), judged.answer())),
                List.of(mismatched(encoder, judged, other)),
                judged.desirable(),
                List.of());
    }

    private static TrainingRow mismatched(RowEncoder encoder, JudgedAnswer judged, JudgedAnswer other) {
        try {
            return encoder.answer(judged.prompt(), judged.tools(), other.answer());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "with the next row's answer, which KTO compares with its own: " + e.getMessage(), e);
        }
    }

    @Override
    public boolean refersToTheStart() {
        return true;
    }

    @Override
    public Share share(Lesson lesson, double[] said, BatchTotals batch) {
        double reward = beta * (said[0] - lesson.reference().getFirst());
        double sign = lesson.desirable() ? 1 : -1;
        double value = Sigmoid.of(sign * (reward - beta * batch.divergence()));
        double slope = -sign * beta * value * (1 - value) / batch.lessons();
        return new Share(
                (1 - value) / batch.lessons(), new double[] {slope}, RewardSums.ofAnswer(reward, lesson.desirable()));
    }

    @Override
    public OptionalDouble guessing(int vocabularySize) {
        return OptionalDouble.empty();
    }
}
