package dev.whetstone.cli.report;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.whetstone.contracts.Require;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One evaluation in figures.
 *
 * @param kind {@code gate} or {@code candidate}
 * @param eval digest of the definition: only results of one definition are compared
 * @param power what so many items can show, in sentences
 * @param targets by criterion
 */
@JsonNaming(SnakeCaseStrategy.class)
public record Evaluation(
        String id,
        String kind,
        String state,
        String problem,
        String dataset,
        String eval,
        int items,
        int repeats,
        List<Arm> arms,
        Map<String, Target> targets,
        List<String> power) {

    public Evaluation {
        Require.text("id", id);
        arms = Require.copy("arms", arms);
        targets = Map.copyOf(Require.present("targets", targets));
        power = Require.copy("power", power);
    }

    /** @param required counts in decisions; otherwise it is reported only */
    public record Target(double target, boolean required) {}

    /**
     * One run over all items.
     *
     * @param arm {@code prompt-only}, {@code prompt-schema}, {@code few-shot} or {@code adapter}
     * @param variant the prompt's name, or the adapter's digest
     */
    public record Arm(String arm, String variant, List<Criterion> criteria) {

        public Arm {
            Require.text("arm", arm);
            criteria = Require.copy("criteria", criteria);
        }

        Optional<Criterion> find(String criterion) {
            return criteria.stream()
                    .filter(one -> one.criterion().equals(criterion))
                    .findFirst();
        }

        boolean isAdapter() {
            return arm.equals("adapter");
        }

        /** For a person: digests cut short. */
        String name() {
            return isAdapter() ? "adapter " + Brief.of(variant) : arm + ", " + variant;
        }
    }

    /**
     * One criterion of one run.
     *
     * @param passRate absent when there is none, see {@code problem}
     * @param lower one-sided 95 % bound; so is {@code upper}
     * @param meanCounts mean an answer of what the grader counted
     */
    @JsonNaming(SnakeCaseStrategy.class)
    public record Criterion(
            String criterion,
            OptionalDouble passRate,
            double lower,
            double upper,
            Map<String, Double> meanCounts,
            String problem) {

        public Criterion {
            Require.text("criterion", criterion);
            Require.present("passRate", passRate);
            meanCounts = Map.copyOf(Require.present("meanCounts", meanCounts));
            Require.present("problem", problem);
        }
    }
}
