package dev.whetstone.evaluation.decide;

import dev.whetstone.evaluation.suite.Arm;

import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** How many items would end an inconclusive gate with 80 % power, if the rates seen were the true ones: by whichever way is the shorter. */
final class ItemsToDecide {

    private ItemsToDecide() {}

    static OptionalInt of(List<CriterionEvidence> required, List<ArmScores> baselines) {
        Stream<OptionalInt> justify = required.stream().map(criterion -> toJustify(criterion, required.size()));
        Stream<OptionalInt> suffice = baselines.stream().map(run -> toSuffice(run, required, baselines));
        return Stream.concat(justify, suffice).flatMapToInt(OptionalInt::stream).min();
    }

    /** All runs have to be shown below, the best of them is the hardest. */
    private static OptionalInt toJustify(CriterionEvidence criterion, int family) {
        RunEvidence best = criterion.best();
        return Power.itemsNeeded(
                criterion.target(),
                items -> Power.below(items, best.repeats(), criterion.target(), best.passRate(), Rate.ALPHA / family));
    }

    private static OptionalInt toSuffice(ArmScores run, List<CriterionEvidence> required, List<ArmScores> baselines) {
        Arm arm = run.run().arm();
        long variants =
                baselines.stream().filter(other -> other.run().arm() == arm).count();
        List<OptionalInt> needed = required.stream()
                .map(criterion -> toMeet(run, criterion, Rate.ALPHA / variants))
                .toList();
        return needed.stream().allMatch(OptionalInt::isPresent)
                ? needed.stream().map(OptionalInt::getAsInt).max(Comparator.naturalOrder()).stream()
                        .flatMapToInt(IntStream::of)
                        .findFirst()
                : OptionalInt.empty();
    }

    private static OptionalInt toMeet(ArmScores run, CriterionEvidence criterion, double level) {
        Rate rate = run.require(criterion.criterion()).rate();
        return Power.itemsNeeded(
                criterion.target(),
                items -> Power.above(items, rate.repeats(), criterion.target(), rate.mean(), level));
    }
}
