package dev.whetstone.engine.train;

import java.util.List;
import java.util.OptionalDouble;

/** Mean negative log-likelihood of the targets: {@code L = -1/N Σ log p(yₜ | x, y<t)} with N targets in the batch. */
record SupervisedObjective() implements Objective {

    @Override
    public Class<TrainingChat> learnsFrom() {
        return TrainingChat.class;
    }

    @Override
    public Lesson lesson(RowEncoder encoder, List<? extends TrainingExample> split, int index) {
        return Lesson.of(encoder.chat((TrainingChat) split.get(index)));
    }

    @Override
    public boolean refersToTheStart() {
        return false;
    }

    @Override
    public Share share(Lesson lesson, double[] said, BatchTotals batch) {
        double factor = -1.0 / batch.targets();
        return new Share(factor * said[0], new double[] {factor}, RewardSums.NONE);
    }

    @Override
    public OptionalDouble guessing(int vocabularySize) {
        return OptionalDouble.of(Math.log(vocabularySize));
    }
}
