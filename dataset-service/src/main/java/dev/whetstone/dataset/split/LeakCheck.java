package dev.whetstone.dataset.split;

import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.dataset.SplitName;
import dev.whetstone.dataset.finding.Check;
import dev.whetstone.dataset.finding.Findings;
import dev.whetstone.dataset.ingest.IngestedRow;
import dev.whetstone.dataset.similarity.NearClusters;
import dev.whetstone.dataset.similarity.NearIndex;
import dev.whetstone.dataset.similarity.ShingleCache;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Looks for a row's prompt, or nearly its prompt, or its group, in every better protected split. A row that names its split blocks the
 * version; any other is left out, always from the less protected side: train before validation before test. Test and regression may
 * overlap, since both are held out.
 */
public final class LeakCheck {

    private final Corpus corpus;
    private final SplitPlan plan;
    private final ShingleCache shingles;
    private final Map<SplitName, Side> sides = new EnumMap<>(SplitName.class);

    private record Leak(Check check, int other, String how) {}

    /** What can be looked up in one split. */
    private static final class Side {
        private final Map<Digest, Integer> prompts = new HashMap<>();
        private final Map<String, Integer> groups = new HashMap<>();
        private final NearIndex near = new NearIndex();

        void add(int index, IngestedRow row) {
            prompts.putIfAbsent(row.promptKey(), index);
            near.add(index, row.bands());
            if (!row.group().isEmpty()) {
                groups.putIfAbsent(row.group(), index);
            }
        }
    }

    private LeakCheck(Corpus corpus, SplitPlan plan, ShingleCache shingles) {
        this.corpus = corpus;
        this.plan = plan;
        this.shingles = shingles;
        for (int row = 0; row < corpus.rows().size(); row++) {
            int index = row;
            splitOf(row)
                    .ifPresent(split -> sides.computeIfAbsent(split, _ -> new Side())
                            .add(index, corpus.rows().get(index)));
        }
    }

    /** @param plan of the uploaded rows; rows that leak are taken out of it */
    public static void run(Corpus corpus, SplitPlan plan, ShingleCache shingles, Findings findings) {
        for (SplitName split : List.of(SplitName.VALIDATION, SplitName.TRAIN)) {
            LeakCheck check = new LeakCheck(corpus, plan, shingles);
            plan.rows(split).forEach(row -> check.check(row, split, findings));
        }
    }

    private Optional<SplitName> splitOf(int row) {
        return row < corpus.uploaded() ? plan.of(row) : Optional.of(SplitName.REGRESSION);
    }

    private void check(int row, SplitName split, Findings findings) {
        IngestedRow ingested = corpus.rows().get(row);
        Optional<Leak> leak = find(ingested, row, split);
        if (leak.isEmpty()) {
            return;
        }
        String note = leak.get().how() + " " + name(leak.get().other());
        if (ingested.named().isPresent()) {
            findings.add(leak.get().check(), ingested.place(), note);
        } else {
            findings.addDropped(leak.get().check(), ingested.place(), note);
            plan.drop(row);
        }
    }

    private String name(int other) {
        IngestedRow row = corpus.rows().get(other);
        String line = row.line() > 0 ? ", line " + row.line() : "";
        return row.id() + " (" + splitOf(other).map(SplitName::label).orElse("left out") + line + ")";
    }

    private Optional<Leak> find(IngestedRow row, int index, SplitName split) {
        for (SplitName better : SplitName.values()) {
            if (better.compareTo(split) > 0 && sides.containsKey(better)) {
                Optional<Leak> leak = find(row, index, sides.get(better));
                if (leak.isPresent()) {
                    return better == SplitName.REGRESSION ? leak.map(LeakCheck::ofRegression) : leak;
                }
            }
        }
        return Optional.empty();
    }

    private static Leak ofRegression(Leak leak) {
        return new Leak(Check.LEAK_REGRESSION, leak.other(), leak.how());
    }

    private Optional<Leak> find(IngestedRow row, int index, Side side) {
        Integer same = side.prompts.get(row.promptKey());
        if (same != null) {
            return Optional.of(new Leak(Check.LEAK_EXACT, same, "the prompt of"));
        }
        for (int candidate : side.near.candidates(row.bands())) {
            double similarity = shingles.jaccard(candidate, index);
            if (similarity >= NearClusters.NEAR) {
                return Optional.of(new Leak(
                        Check.LEAK_NEAR, candidate, String.format(Locale.ROOT, "Jaccard %.2f to", similarity)));
            }
        }
        Integer group = side.groups.get(row.group());
        return Optional.ofNullable(group).map(other -> new Leak(Check.LEAK_GROUP, other, "the group of"));
    }
}
