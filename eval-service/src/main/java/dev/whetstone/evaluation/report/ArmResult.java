package dev.whetstone.evaluation.report;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.Require;
import dev.whetstone.evaluation.decide.ArmScores;
import dev.whetstone.evaluation.decide.Scores;
import dev.whetstone.evaluation.suite.ArmVariant;
import dev.whetstone.evaluation.suite.Criterion;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Stream;

/**
 * All items of one run.
 *
 * @param base digest of the base model
 * @param adapter empty when the base answered
 * @param repeats generations of each item
 */
@JsonNaming(SnakeCaseStrategy.class)
public record ArmResult(ArmVariant run, Digest base, Optional<Digest> adapter, int repeats, List<ItemResult> items) {

    public ArmResult {
        Require.present("run", run);
        Require.present("base", base);
        Require.present("adapter", adapter);
        Require.atLeast("repeats", repeats, 1);
        items = Require.copy("items", items);
        for (ItemResult item : items) {
            if (item.outputs().size() != repeats) {
                throw new IllegalArgumentException("items: expected " + repeats + " outputs of each, but '"
                        + item.item() + "' has " + item.outputs().size());
            }
        }
    }

    public Measurement measure(Criterion criterion) {
        return Measuring.measure(this, criterion);
    }

    /** Reasons why this run decides nothing yet; empty when it is complete. */
    public List<String> incomplete(List<Criterion> criteria) {
        return criteria.stream()
                .map(this::measure)
                .flatMap(measurement -> measurement instanceof Measurement.Incomplete incomplete
                        ? incomplete.reasons().stream()
                        : Stream.empty())
                .distinct()
                .toList();
    }

    /**
     * What the decisions rest on; criteria that are not measured are left out.
     *
     * @throws IncompleteRunException when an output is missing or could not be graded
     */
    public ArmScores scores(List<Criterion> criteria) {
        List<String> incomplete = incomplete(criteria);
        if (!incomplete.isEmpty()) {
            throw new IncompleteRunException(run, incomplete);
        }
        SequencedMap<String, Scores> scores = new LinkedHashMap<>();
        for (Criterion criterion : criteria) {
            if (measure(criterion) instanceof Measurement.Measured measured) {
                scores.put(criterion.name(), measured.scores());
            }
        }
        return new ArmScores(run, scores);
    }

    /** For tables: rate with interval and mean counts of each criterion. */
    public List<CriterionSummary> summaries(List<Criterion> criteria) {
        return criteria.stream()
                .map(criterion -> CriterionSummary.of(this, criterion))
                .toList();
    }

    /** Label by item id, of those that have one. */
    public Map<String, String> labels() {
        Map<String, String> labels = new LinkedHashMap<>();
        items.forEach(item -> item.label().ifPresent(label -> labels.put(item.item(), label)));
        return labels;
    }

    /** The same without the models' words. */
    public ArmResult withoutTexts() {
        return new ArmResult(
                run,
                base,
                adapter,
                repeats,
                items.stream().map(ItemResult::withoutTexts).toList());
    }
}
