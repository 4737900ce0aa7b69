package dev.whetstone.dataset.split;

import dev.whetstone.dataset.ingest.IngestedRow;
import dev.whetstone.dataset.similarity.NearClusters;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Rows that must share a split: one group, one prompt, or near to one representative. Here being near is passed on, since a chain that is
 * cut anywhere leaks there; nothing is removed because of it.
 */
final class Components {

    private final int[] parents;

    private Components(int rows) {
        parents = new int[rows];
        for (int row = 0; row < rows; row++) {
            parents[row] = row;
        }
    }

    /** Row indexes, in order of their first rows. */
    static Collection<List<Integer>> of(List<IngestedRow> rows, NearClusters clusters) {
        Components components = new Components(rows.size());
        Map<String, Integer> firstByKey = new HashMap<>();
        for (int row = 0; row < rows.size(); row++) {
            IngestedRow ingested = rows.get(row);
            components.join(row, firstByKey.computeIfAbsent("prompt " + ingested.promptKey(), keep(row)));
            if (!ingested.group().isEmpty()) {
                components.join(row, firstByKey.computeIfAbsent("group " + ingested.group(), keep(row)));
            }
        }
        clusters.links().forEach(link -> components.join(link.row(), link.representative()));
        return components.gather();
    }

    private static Function<String, Integer> keep(int row) {
        return _ -> row;
    }

    private Collection<List<Integer>> gather() {
        Map<Integer, List<Integer>> gathered = new TreeMap<>();
        for (int row = 0; row < parents.length; row++) {
            gathered.computeIfAbsent(root(row), _ -> new ArrayList<>()).add(row);
        }
        return gathered.values();
    }

    private void join(int a, int b) {
        int rootA = root(a);
        int rootB = root(b);
        parents[Math.max(rootA, rootB)] = Math.min(rootA, rootB);
    }

    private int root(int row) {
        int root = row;
        while (parents[root] != root) {
            parents[root] = parents[parents[root]];
            root = parents[root];
        }
        return root;
    }
}
