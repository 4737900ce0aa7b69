package dev.whetstone.evaluation.decide;

import dev.whetstone.contracts.Require;
import dev.whetstone.evaluation.suite.Criterion;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Everything a verdict rests on.
 *
 * @param justified criteria that justified the tuning (from the gate's decision on this dataset version)
 * @param baselines all arms and variants of the base and, when an adapter is served now, that one too
 * @param regression the regression split; empty when it is
 * @param slices label by item id; items without a label are in no slice
 */
public record Comparison(
        List<Criterion> criteria,
        Set<String> justified,
        ArmScores candidate,
        List<ArmScores> baselines,
        List<RegressionItem> regression,
        Map<String, String> slices) {

    public Comparison {
        criteria = Require.copy("criteria", criteria);
        justified = Set.copyOf(Require.present("justified", justified));
        Require.present("candidate", candidate);
        baselines = Require.copy("baselines", baselines);
        if (baselines.isEmpty()) {
            throw new IllegalArgumentException("baselines: expected at least one run to compare with, but got none");
        }
        regression = Require.copy("regression", regression);
        slices = Map.copyOf(Require.present("slices", slices));
    }

    List<Criterion> required() {
        return criteria.stream().filter(Criterion::required).toList();
    }

    /** Criteria measured in the candidate and in every baseline; a required one has to be. */
    List<Criterion> measured() {
        return criteria.stream()
                .filter(criterion -> criterion.required() || measured(criterion))
                .toList();
    }

    private boolean measured(Criterion criterion) {
        return candidate.find(criterion.name()).isPresent()
                && baselines.stream().allMatch(run -> run.find(criterion.name()).isPresent());
    }
}
