package dev.whetstone.dataset.compare;

import dev.whetstone.contracts.Digest;
import dev.whetstone.dataset.finding.Check;
import dev.whetstone.dataset.finding.Findings;
import dev.whetstone.dataset.finding.Place;
import dev.whetstone.dataset.ingest.IngestedRow;
import dev.whetstone.dataset.similarity.NearClusters;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Whether prompts and answers fit together over the whole file. */
public final class Answers {

    /** Below this many rows, one answer for half of them is chance. */
    private static final int ENOUGH = 20;

    private Answers() {}

    public static void check(List<IngestedRow> rows, NearClusters clusters, boolean labelled, Findings findings) {
        conflicts(rows, findings);
        nearPrompts(rows, clusters, findings);
        monoculture(rows, findings);
        if (labelled) {
            rows.stream()
                    .filter(row -> row.label().isEmpty())
                    .forEach(
                            row -> findings.add(Check.LABEL_MISSING, row.place(), "no label in the row or its answer"));
        }
    }

    private static void conflicts(List<IngestedRow> rows, Findings findings) {
        Map<Digest, IngestedRow> firstByPrompt = new HashMap<>();
        for (IngestedRow row : rows) {
            IngestedRow first = firstByPrompt.putIfAbsent(row.promptKey(), row);
            if (first != null && !first.targetKey().equals(row.targetKey())) {
                findings.add(
                        Check.LABEL_CONFLICT,
                        row.place(),
                        "another answer than " + first.id() + ", line " + first.line());
            }
        }
    }

    private static void nearPrompts(List<IngestedRow> rows, NearClusters clusters, Findings findings) {
        for (NearClusters.Link link : clusters.links()) {
            IngestedRow row = rows.get(link.row());
            IngestedRow representative = rows.get(link.representative());
            if (!row.promptKey().equals(representative.promptKey())) {
                findings.add(
                        Check.DUP_PROMPT_NEAR,
                        row.place(),
                        String.format(
                                Locale.ROOT,
                                "Jaccard %.2f to %s, line %d",
                                link.similarity(),
                                representative.id(),
                                representative.line()));
            }
        }
    }

    private static void monoculture(List<IngestedRow> rows, Findings findings) {
        Map<Digest, Integer> counts = new HashMap<>();
        rows.forEach(row -> counts.merge(row.targetKey(), 1, Integer::sum));
        int most = counts.values().stream().mapToInt(Integer::intValue).max().orElse(0);
        if (rows.size() >= ENOUGH && most * 2 > rows.size()) {
            findings.add(
                    Check.TARGET_MONOCULTURE, Place.WHOLE_FILE, most + " of " + rows.size() + " rows have one answer");
        }
    }
}
