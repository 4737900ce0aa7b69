package dev.whetstone.dataset.report;

import dev.whetstone.contracts.dataset.SplitName;
import dev.whetstone.dataset.ingest.IngestedRow;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * One split in figures.
 *
 * @param share of the rows in train, validation and test; 0 for regression
 * @param labels rows by label, the most frequent twenty
 */
public record SplitSummary(String name, int rows, double share, Map<String, Integer> labels) {

    private static final int LABELS = 20;

    public static SplitSummary of(SplitName name, Collection<IngestedRow> rows, int all) {
        Map<String, Integer> counts = new TreeMap<>();
        rows.stream().filter(row -> !row.label().isEmpty()).forEach(row -> counts.merge(row.label(), 1, Integer::sum));
        boolean counted = name != SplitName.REGRESSION && all > 0;
        return new SplitSummary(
                name.label(), rows.size(), counted ? (double) rows.size() / all : 0, mostFrequent(counts));
    }

    private static Map<String, Integer> mostFrequent(Map<String, Integer> counts) {
        List<Map.Entry<String, Integer>> sorted = counts.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                .limit(LABELS)
                .toList();
        return sorted.stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (a, _) -> a, LinkedHashMap::new));
    }
}
