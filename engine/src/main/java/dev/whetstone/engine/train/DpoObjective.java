package dev.whetstone.engine.train;

/**
 * Direct preference optimization (Rafailov et al. 2023, eq. 7): {@code L = -log σ(r(chosen) - r(rejected))} with the implicit reward
 * {@code r(y) = β·(log π(y|x) - log π₀(y|x))}; π₀ is the model that training began with. Mean over pairs. It begins at ln 2.
 */
record DpoObjective(double beta) implements PairObjective {

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
}
