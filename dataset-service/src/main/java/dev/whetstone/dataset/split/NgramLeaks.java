package dev.whetstone.dataset.split;

import dev.whetstone.contracts.dataset.SplitName;
import dev.whetstone.dataset.finding.Check;
import dev.whetstone.dataset.finding.Findings;
import dev.whetstone.dataset.row.Row;
import dev.whetstone.dataset.similarity.Shingles;
import dev.whetstone.dataset.similarity.Words;

import java.util.Arrays;
import java.util.BitSet;

/**
 * Thirteen words in a row that a held-out row shares with a training row. Runs that occur in more than ten rows are common phrases and do
 * not count (Brown et al. 2020, appendix C). Of large data only every k-th run is looked at, so that memory stays bounded.
 */
public final class NgramLeaks {

    private static final int WIDTH = 13;
    private static final int COMMON = 10;
    private static final int BUDGET = 2_000_000;

    private final Corpus corpus;
    private final SplitPlan plan;
    private final long every;
    private final long[] runs;
    private final byte[] rowsWith;
    private final BitSet trained;

    private NgramLeaks(Corpus corpus, SplitPlan plan) {
        this.corpus = corpus;
        this.plan = plan;
        long words = 0;
        for (int row = 0; row < corpus.rows().size(); row++) {
            words += isHeldOut(row) ? corpus.rows().get(row).words() : 0;
        }
        this.every = words / BUDGET + 1;
        this.runs = heldOutRuns();
        this.rowsWith = new byte[runs.length];
        this.trained = new BitSet(runs.length);
    }

    public static void check(Corpus corpus, SplitPlan plan, Findings findings) {
        NgramLeaks leaks = new NgramLeaks(corpus, plan);
        leaks.count();
        leaks.report(findings);
    }

    private long[] heldOutRuns() {
        long[] all = new long[1 << 12];
        int size = 0;
        for (int row = 0; row < corpus.rows().size(); row++) {
            if (isHeldOut(row)) {
                long[] more = runsOf(row);
                if (size + more.length > all.length) {
                    all = Arrays.copyOf(all, Math.max(size + more.length, all.length * 2));
                }
                System.arraycopy(more, 0, all, size, more.length);
                size += more.length;
            }
        }
        return Arrays.stream(all, 0, size).sorted().distinct().toArray();
    }

    private void count() {
        for (int row = 0; row < corpus.rows().size(); row++) {
            boolean train = splitIs(row, SplitName.TRAIN);
            if (!train && !isHeldOut(row)) {
                continue;
            }
            for (long run : runsOf(row)) {
                int at = Arrays.binarySearch(runs, run);
                if (at >= 0) {
                    rowsWith[at] = (byte) Math.min(COMMON + 1, rowsWith[at] + 1);
                    trained.set(at, trained.get(at) || train);
                }
            }
        }
    }

    private void report(Findings findings) {
        for (int row = 0; row < corpus.uploaded(); row++) {
            if (!isHeldOut(row)) {
                continue;
            }
            long shared = Arrays.stream(runsOf(row)).filter(this::isShared).count();
            if (shared > 0) {
                findings.add(Check.LEAK_NGRAM13, corpus.rows().get(row).place(), shared + " runs of thirteen words");
            }
        }
    }

    private boolean isShared(long run) {
        int at = Arrays.binarySearch(runs, run);
        return at >= 0 && trained.get(at) && rowsWith[at] <= COMMON;
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

    private boolean splitIs(int row, SplitName split) {
        return row < corpus.uploaded() && plan.of(row).filter(split::equals).isPresent();
    }
}
