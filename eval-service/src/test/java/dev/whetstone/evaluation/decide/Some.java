package dev.whetstone.evaluation.decide;

import dev.whetstone.evaluation.suite.Arm;
import dev.whetstone.evaluation.suite.ArmVariant;
import dev.whetstone.evaluation.suite.Criterion;
import dev.whetstone.evaluation.suite.GraderKind;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SequencedMap;

/** Criteria and runs for tests. */
final class Some {

    private Some() {}

    static Criterion required(String name) {
        return new Criterion(name, GraderKind.SOURCES, true, 0.9, 0.1, OptionalDouble.empty(), "");
    }

    static Criterion reported(String name) {
        return new Criterion(name, GraderKind.SOURCES, false, 0.8, 0.1, OptionalDouble.empty(), "");
    }

    static Criterion withFloor(String name, double floor) {
        return new Criterion(name, GraderKind.SOURCES, true, 0.9, 0.1, OptionalDouble.of(floor), "");
    }

    static ArmVariant run(Arm arm, String variant) {
        return new ArmVariant(arm, variant);
    }

    /** The first {@code passed} of {@code items} items pass. */
    static Scores first(int passed, int items) {
        List<Integer> passes = new ArrayList<>(Collections.nCopies(passed, 1));
        passes.addAll(Collections.nCopies(items - passed, 0));
        return Randomness.scores(1, passes);
    }

    static ArmScores scores(Arm arm, String variant, Map<String, Scores> criteria) {
        return new ArmScores(run(arm, variant), sorted(criteria));
    }

    private static SequencedMap<String, Scores> sorted(Map<String, Scores> criteria) {
        SequencedMap<String, Scores> sorted = new LinkedHashMap<>();
        criteria.keySet().stream().sorted().forEach(name -> sorted.put(name, criteria.get(name)));
        return sorted;
    }

    /** Both arms with two wordings each, all with these scores. */
    static List<ArmScores> baselines(Map<String, Scores> criteria) {
        return List.of(
                scores(Arm.PROMPT_ONLY, "plain", criteria),
                scores(Arm.PROMPT_ONLY, "strict", criteria),
                scores(Arm.FEW_SHOT, "plain", criteria),
                scores(Arm.FEW_SHOT, "strict", criteria));
    }
}
