package dev.whetstone.evaluation.judge;

import dev.whetstone.contracts.Digest;
import dev.whetstone.evaluation.decide.RegressionItem;
import dev.whetstone.evaluation.measure.ArmRun;
import dev.whetstone.evaluation.measure.Suite;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What one candidate is held against.
 *
 * @param served the adapter in service now; empty for the base
 * @param justified criteria that justified the training
 */
record Judging(Suite suite, Digest candidate, Optional<Digest> served, Set<String> justified) {

    ArmRun candidateRun() {
        return ArmRun.adapter(candidate);
    }

    ArmRun servedRun() {
        return ArmRun.served(served);
    }

    /** Baselines: every arm and wording of the base, and the adapter served now unless it is the candidate itself. */
    List<ArmRun> baselines() {
        List<ArmRun> runs = new ArrayList<>(suite.baselines());
        served.filter(adapter -> !adapter.equals(candidate))
                .map(ArmRun::adapter)
                .ifPresent(runs::add);
        return runs;
    }

    /** The candidate first. */
    List<ArmRun> runs() {
        List<ArmRun> runs = new ArrayList<>(List.of(candidateRun()));
        runs.addAll(baselines());
        return runs;
    }

    /** Generations that settle a regression item in doubt. */
    int settlingRepeats() {
        return Math.max(RegressionItem.SETTLING_REPEATS, suite.eval().sampling().repeats());
    }
}
