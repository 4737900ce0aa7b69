package dev.whetstone.engine.train;

import dev.whetstone.engine.torch.LoraWeights;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * A proof that the adapter does something when it is loaded as a server loads it: the base and the base with it on the targets of a
 * few rows.
 *
 * @param rows the shortest of each split: an adapter that acts does so on any row
 * @param targets tokens of theirs that were measured
 * @param lossWithout of the base, nats a target
 * @param lossWith of the base with the adapter
 * @param largestLogitChange of any token at any of these places
 * @param changesOutput false for an adapter that does nothing
 */
public record AdapterEffect(
        int rows, int targets, double lossWithout, double lossWith, double largestLogitChange, boolean changesOutput) {

    /** The same sums in another order differ by less in float32. */
    private static final double NOTHING = 1e-4;

    static AdapterEffect measure(
            RowReader reader, List<TrainingRow> training, List<TrainingRow> validation, LoraWeights adapter) {
        List<TrainingRow> rows = List.of(shortest(training), shortest(validation));
        int targets = rows.stream().mapToInt(TrainingRow::targets).sum();
        double with = 0;
        double without = 0;
        double change = 0;
        for (TrainingRow row : rows) {
            RowReader.Comparison both = reader.compare(row, adapter, LoraWeights.NONE);
            with += both.loss();
            without += both.otherLoss();
            change = Math.max(change, both.largestChange());
        }
        return new AdapterEffect(rows.size(), targets, without / targets, with / targets, change, !(change <= NOTHING));
    }

    private static TrainingRow shortest(List<TrainingRow> rows) {
        return rows.stream().min(Comparator.comparingInt(TrainingRow::inputs)).orElseThrow();
    }

    String sentence() {
        return String.format(
                Locale.ROOT,
                "the adapter %s: on %d rows the loss is %.4f without it and %.4f with it, and no logit changes by more than %.2g",
                changesOutput ? "changes the output" : "is a no-op",
                rows,
                lossWithout,
                lossWith,
                largestLogitChange);
    }
}
