package dev.whetstone.evaluation.judge;

import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.serving.ServedModel;
import dev.whetstone.evaluation.decide.RegressionItem;
import dev.whetstone.evaluation.measure.ArmRun;
import dev.whetstone.evaluation.measure.Suite;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What one candidate is held against.
 *
 * @param served what is in service now
 * @param justified criteria that justified the training
 */
record Judging(Suite suite, Digest candidate, ServedModel served, Set<String> justified) {

    ArmRun candidateRun() {
        return ArmRun.adapter(candidate, suite.eval().servedSchema());
    }

    ArmRun servedRun() {
        return ArmRun.served(served);
    }

    /** Baselines: every arm and wording of the base, and the adapter served now unless it is the candidate itself. */
    List<ArmRun> baselines() {
        List<ArmRun> runs = new ArrayList<>(suite.baselines());
        served.adapterDigest()
                .filter(adapter -> !adapter.equals(candidate))
                .map(_ -> servedRun())
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
