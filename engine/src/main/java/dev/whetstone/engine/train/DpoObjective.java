package dev.whetstone.engine.train;

import java.util.List;
import java.util.OptionalDouble;

/**
 * Direct preference optimization (Rafailov et al. 2023, eq. 7): {@code L = -log σ(r(chosen) - r(rejected))} with the implicit reward
 * {@code r(y) = β·(log π(y|x) - log π₀(y|x))}; π₀ is the model that training began with. Mean over pairs. It begins at ln 2.
 */
record DpoObjective(double beta) implements Objective {

    @Override
    public Class<PreferencePair> learnsFrom() {
        return PreferencePair.class;
    }

    @Override
    public Lesson lesson(RowEncoder encoder, List<? extends TrainingExample> split, int index) {
        return encoder.pair((PreferencePair) split.get(index));
    }

    @Override
    public boolean refersToTheStart() {
        return true;
    }

    @Override
    public Share share(Lesson lesson, double[] said, BatchTotals batch) {
        double chosen = beta * (said[0] - lesson.reference().get(0));
        double rejected = beta * (said[1] - lesson.reference().get(1));
        double margin = chosen - rejected;
        double slope = -Sigmoid.of(-margin) * beta / batch.lessons(); // dL/dmargin = -σ(-margin)
        return new Share(
                -Sigmoid.log(margin) / batch.lessons(),
                new double[] {slope, -slope},
                RewardSums.ofPair(chosen, rejected));
    }

    @Override
    public OptionalDouble guessing(int vocabularySize) {
        return OptionalDouble.empty();
    }

    @Override
    public int rowsTogether() {
        return 2;
    }
}
