package dev.whetstone.engine.train;

import java.util.List;
import java.util.OptionalDouble;

/**
 * What is learned: what a row of data is, and how log-probabilities become a loss. Every objective here is a function of the
 * log-probabilities of whole rows; so a loss and its derivative by each of them is all that it has to say, and the gradient at the logits
 * is that derivative times onehot - softmax ({@link CompletionLoss}).
 */
sealed interface Objective permits SupervisedObjective, PairObjective, KtoObjective {

    static Objective of(TrainingMethod method) {
        return switch (method) {
            case TrainingMethod.Supervised _ -> new SupervisedObjective();
            case TrainingMethod.Dpo dpo -> new DpoObjective(dpo.beta());
            case TrainingMethod.Orpo orpo -> new OrpoObjective(orpo.beta());
            case TrainingMethod.Kto kto -> new KtoObjective(kto.beta());
        };
    }

    Class<? extends TrainingExample> learnsFrom();

    /**
     * One example of a split as tokens.
     *
     * @param split examples of the kind that this objective learns from
     * @throws IllegalArgumentException when it cannot be learned from
     */
    Lesson lesson(RowEncoder encoder, List<? extends TrainingExample> split, int index);

    /** Whether lessons need the log-probabilities of the model that training began with. */
    boolean refersToTheStart();

    /**
     * A lesson's share of the loss of its batch.
     *
     * @param said log-probabilities of the lesson's rows, in nats
     */
    Share share(Lesson lesson, double[] said, BatchTotals batch);

    /** Loss of a model that holds all tokens for equally likely, where the loss alone tells such a model. */
    OptionalDouble guessing(int vocabularySize);

    /** Rows that are in one pass together at least. */
    default int rowsTogether() {
        return 1;
    }

    /**
     * Part of a loss that is a sum of such parts.
     *
     * @param derivatives of the loss by the log-probability of each row
     */
    record Share(double loss, double[] derivatives, RewardSums rewards) {}
}
