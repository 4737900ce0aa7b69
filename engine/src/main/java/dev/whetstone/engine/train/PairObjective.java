package dev.whetstone.engine.train;

import java.util.List;
import java.util.OptionalDouble;

/** What is learned of two answers to one prompt, the preferred one first; both are in one pass. */
sealed interface PairObjective extends Objective permits DpoObjective, OrpoObjective {

    @Override
    default Class<PreferencePair> learnsFrom() {
        return PreferencePair.class;
    }

    @Override
    default Lesson lesson(RowEncoder encoder, List<? extends TrainingExample> split, int index) {
        return encoder.pair((PreferencePair) split.get(index));
    }

    @Override
    default OptionalDouble guessing(int vocabularySize) {
        return OptionalDouble.empty();
    }

    @Override
    default int rowsTogether() {
        return 2;
    }
}
