package dev.whetstone.dataset.split;

import dev.whetstone.contracts.dataset.SplitName;
import dev.whetstone.dataset.finding.Check;
import dev.whetstone.dataset.finding.Findings;
import dev.whetstone.dataset.row.Row;
import dev.whetstone.dataset.similarity.Shingles;
import dev.whetstone.dataset.similarity.Words;

import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Thirteen words in a row that a held-out row shares with a training row. Runs that occur in more than ten rows are common phrases and do
 * not count (Brown et al. 2020, appendix C). Of large data only every k-th run is looked at, so that memory stays bounded.
 */
public final class NgramLeaks {

    private static final int WIDTH = 13;
    private static final int COMMON = 10;
    private static final int BUDGET = 2_000_000;
    private static final int FILTER_BITS = 1 << 25;

    private final Corpus corpus;
    private final SplitPlan plan;
    private final long every;

    /** Runs of each held-out row; and all of them in order, a run as often as rows have it. */
    private final Map<Integer, long[]> heldOut = new TreeMap<>();

    private final long[] sorted;

    /** Most runs of training rows are not there: one bit tells. */
    private final BitSet filter = new BitSet(FILTER_BITS);

    private NgramLeaks(Corpus corpus, SplitPlan plan) {
        this.corpus = corpus;
        this.plan = plan;
        long words = 0;
        for (int row = 0; row < corpus.rows().size(); row++) {
            words += isHeldOut(row) ? corpus.rows().get(row).words() : 0;
        }
        this.every = words / BUDGET + 1;
        for (int row = 0; row < corpus.rows().size(); row++) {
            if (isHeldOut(row)) {
                heldOut.put(row, runsOf(row));
            }
        }
        this.sorted =
                heldOut.values().stream().flatMapToLong(Arrays::stream).sorted().toArray();
        for (long run : sorted) {
            filter.set(bit(run));
        }
    }

    public static void check(Corpus corpus, SplitPlan plan, Findings findings) {
        NgramLeaks leaks = new NgramLeaks(corpus, plan);
        Set<Long> shared = leaks.shared();
        if (!shared.isEmpty()) {
            leaks.report(shared, findings);
        }
    }

    private Set<Long> shared() {
        Map<Long, Integer> trained = new HashMap<>();
        for (int row : plan.rows(SplitName.TRAIN)) {
            for (long run : runsOf(row)) {
                if (filter.get(bit(run)) && Arrays.binarySearch(sorted, run) >= 0) {
                    trained.merge(run, 1, Integer::sum);
                }
            }
        }
        trained.entrySet().removeIf(run -> run.getValue() + heldOutRows(run.getKey()) > COMMON);
        return trained.keySet();
    }

    private int heldOutRows(long run) {
        int from = Arrays.binarySearch(sorted, run);
        int to = from;
        while (from > 0 && sorted[from - 1] == run) {
            from--;
        }
        while (to < sorted.length && sorted[to] == run) {
            to++;
        }
        return to - from;
    }

    private void report(Set<Long> shared, Findings findings) {
        heldOut.forEach((row, runs) -> {
            long count = Arrays.stream(runs).filter(shared::contains).count();
            if (count > 0 && row < corpus.uploaded()) {
                findings.add(Check.LEAK_NGRAM13, corpus.rows().get(row).place(), count + " runs of thirteen words");
            }
        });
    }

    private long[] runsOf(int row) {
        Row text = corpus.read(row);
        long[] all = Shingles.of(Words.hashes(text.askedText() + "\n" + text.targetText()), WIDTH);
        return every == 1
                ? all
                : Arrays.stream(all)
                        .filter(run -> Long.remainderUnsigned(run, every) == 0)
                        .toArray();
    }

    private boolean isHeldOut(int row) {
        return row >= corpus.uploaded()
                || plan.of(row).filter(split -> split != SplitName.TRAIN).isPresent();
    }

    private static int bit(long run) {
        return (int) (run & (FILTER_BITS - 1));
    }
}
