package dev.whetstone.dataset.report;

import dev.whetstone.dataset.ingest.IngestedRow;

import java.util.List;
import java.util.function.ToIntFunction;

/** How long prompts and answers are. */
public record Distribution(Quantiles promptWords, Quantiles targetBytes) {

    /** Of a sorted list, each of them a value that occurs. */
    public record Quantiles(int min, int median, int p95, int max) {

        static Quantiles of(List<IngestedRow> rows, ToIntFunction<IngestedRow> length) {
            int[] sorted = rows.stream().mapToInt(length).sorted().toArray();
            return sorted.length == 0
                    ? new Quantiles(0, 0, 0, 0)
                    : new Quantiles(sorted[0], at(sorted, 0.5), at(sorted, 0.95), sorted[sorted.length - 1]);
        }

        private static int at(int[] sorted, double share) {
            return sorted[(int) Math.ceil(share * sorted.length) - 1];
        }
    }

    public static Distribution of(List<IngestedRow> rows) {
        return new Distribution(Quantiles.of(rows, IngestedRow::words), Quantiles.of(rows, IngestedRow::targetBytes));
    }
}
