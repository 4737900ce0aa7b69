package dev.whetstone.evaluation.decide;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.whetstone.contracts.Require;
import dev.whetstone.evaluation.suite.Criterion;
import dev.whetstone.evaluation.suite.EvalDefinition;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * What so many items can show on one criterion: printed before a run, so that nobody reads "no difference seen" as "no difference".
 * Gaps and gains are shares, each seen with 80 % power.
 *
 * @param required only a required criterion has to be shown harmless
 * @param gap smallest distance below the target that the gate sees in every baseline run
 * @param itemsForTenPoints items needed for a gap of 10 points
 * @param gainWithoutLosses smallest gain the verdict sees when no item gets worse (at one repeat; more repeats see smaller gains)
 * @param gains the same when candidate and baseline differ on a given share of items
 * @param harmlessAtBest p-value of "harmless" if not one item changed; above 0.05 nothing can ever be called harmless
 * @param itemsToCallHarmless items from which on that is possible
 */
@JsonNaming(SnakeCaseStrategy.class)
public record Sensitivity(
        String criterion,
        boolean required,
        int items,
        int repeats,
        double target,
        double margin,
        OptionalDouble gap,
        OptionalInt itemsForTenPoints,
        OptionalDouble gainWithoutLosses,
        List<Gain> gains,
        double harmlessAtBest,
        OptionalInt itemsToCallHarmless) {

    /** @param gain empty when no gain is seen with 80 % power at this discordance */
    public record Gain(double discordance, OptionalDouble gain) {}

    private static final double[] DISCORDANCES = {0.1, 0.2, 0.3, 0.4};
    private static final double TEN_POINTS = 0.1;

    public Sensitivity {
        Require.text("criterion", criterion);
        gains = Require.copy("gains", gains);
    }

    /** Every criterion that the eval measures on so many items. */
    public static List<Sensitivity> of(EvalDefinition eval, int items) {
        int repeats = eval.sampling().repeats();
        return eval.criteria().stream()
                .filter(criterion -> repeats > 1 || !criterion.grader().acrossRepeats())
                .map(criterion -> of(
                        criterion,
                        items,
                        criterion.grader().acrossRepeats() ? 1 : repeats,
                        eval.baselines().size(),
                        eval.required().size()))
                .toList();
    }

    /**
     * @param runs baseline arms × variants, all of which the gate must see below the target
     * @param required number of required criteria, which share the gate's level
     */
    public static Sensitivity of(Criterion criterion, int items, int repeats, int runs, int required) {
        double level = Rate.ALPHA / required;
        McNemarPower mcNemar = new McNemarPower(items);
        return new Sensitivity(
                criterion.name(),
                criterion.required(),
                items,
                repeats,
                criterion.target(),
                criterion.margin(),
                Power.detectableGap(items, repeats, criterion.target(), runs, level),
                Power.itemsForGap(repeats, criterion.target(), runs, level, TEN_POINTS),
                mcNemar.detectableGainWithoutLosses(),
                gains(mcNemar),
                NoChange.pHarm(items, repeats, criterion.margin()),
                NoChange.itemsToCallHarmless(repeats, criterion.margin()));
    }

    private static List<Gain> gains(McNemarPower mcNemar) {
        return Arrays.stream(DISCORDANCES)
                .mapToObj(discordance -> new Gain(discordance, mcNemar.detectableGain(discordance)))
                .toList();
    }

    public boolean canBeCalledHarmless() {
        return harmlessAtBest <= Rate.ALPHA;
    }

    /** For a person, one fact each. */
    public List<String> sentences() {
        return SensitivityWording.sentences(this);
    }
}
