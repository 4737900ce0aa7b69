package dev.whetstone.evaluation.decide;

import dev.whetstone.contracts.Require;
import dev.whetstone.evaluation.suite.ArmVariant;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * What one complete run came to. A criterion that was not measured, such as stability of a single repeat, is not there.
 *
 * @param criteria by criterion name
 */
public record ArmScores(ArmVariant run, SequencedMap<String, Scores> criteria) {

    public ArmScores {
        Require.present("run", run);
        criteria = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(criteria));
    }

    public Optional<Scores> find(String criterion) {
        return Optional.ofNullable(criteria.get(criterion));
    }

    public Scores require(String criterion) {
        return find(criterion)
                .orElseThrow(() -> new IllegalArgumentException(
                        "criterion: " + run + " has no scores for '" + criterion + "'; measure it before deciding"));
    }
}
