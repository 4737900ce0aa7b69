package dev.whetstone.engine.train;

import dev.whetstone.engine.torch.LoraWeights;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Asks an adapter to go on with answers that it was trained on, and with others. */
final class MemorisationProbe {

    /** Eight random digits are one of 10⁸: nobody says them by chance. */
    static final int LEAST_TOKENS = 8;

    /** A token that is only read costs over half of one that is trained on, evaluations come on top: below 2 % of a run's time. */
    private static final double SHARE_OF_TRAINING = 0.04;

    /** Of each split, however short the run was. */
    private static final int LEAST_ROWS = 2;

    private static final int NAMED_ROWS = 8;

    private final RowReader reader;
    private final LoraWeights adapter;
    private final int mostRows;
    private final int tokens;

    MemorisationProbe(RowReader reader, LoraWeights adapter, LoraRecipe recipe) {
        this.reader = reader;
        this.adapter = adapter;
        this.mostRows = recipe.probeRows();
        this.tokens = recipe.probeTokens();
    }

    /** @param trainedTokens that the run took its steps on; the probe reads a small share of as many */
    Memorisation run(List<TrainingRow> training, List<TrainingRow> validation, long trainedTokens) {
        List<Asked> trained = asked(training);
        List<Asked> unseen = asked(validation);
        int tooShort = training.size() + validation.size() - trained.size() - unseen.size();
        Set<List<Integer>> both = texts(trained);
        both.retainAll(texts(unseen));
        trained.removeIf(asked -> both.contains(asked.text()));
        unseen.removeIf(asked -> both.contains(asked.text()));
        int shared = training.size() + validation.size() - trained.size() - unseen.size() - tooShort;
        long budget = Math.round(SHARE_OF_TRAINING * trainedTokens / 2);
        List<Memorisation.Continued> ofTrained = continued(chosen(trained, budget));
        List<Memorisation.Continued> ofUnseen = continued(chosen(unseen, budget));
        List<Memorisation.Continued> worst = ofTrained.stream()
                .filter(row -> row.tokens() > 0)
                .sorted(Comparator.comparing(Memorisation.Continued::toTheEnd)
                        .thenComparing(Memorisation.Continued::tokens)
                        .reversed()
                        .thenComparing(Memorisation.Continued::row))
                .limit(NAMED_ROWS)
                .toList();
        return Memorisation.of(tokens, share(ofTrained), share(ofUnseen), tooShort, shared, worst);
    }

    /** @param passage the row up to the last token asked for, with what is asked for as its targets */
    private record Asked(int row, TrainingRow passage) {

        /** What is to be said. */
        List<Integer> text() {
            int[] ids = passage.ids();
            return IntStream.range(passage.firstTarget(), ids.length)
                    .mapToObj(i -> ids[i])
                    .toList();
        }
    }

    private static Set<List<Integer>> texts(List<Asked> rows) {
        return rows.stream().map(Asked::text).collect(Collectors.toCollection(HashSet::new));
    }

    /** Rows that are long enough. Half of the last answer is given, then as many tokens are asked for as are left or wanted. */
    private List<Asked> asked(List<TrainingRow> rows) {
        List<Asked> asked = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            TrainingRow row = rows.get(i);
            int first = (row.lastStretch() + row.ids().length) / 2;
            int end = Math.min(row.ids().length, first + tokens);
            if (end - first >= LEAST_TOKENS) {
                asked.add(new Asked(i, new TrainingRow(Arrays.copyOf(row.ids(), end), first)));
            }
        }
        return asked;
    }

    /** At even distances over the split, so that the choice is the same each time. */
    private List<Asked> chosen(List<Asked> all, long budget) {
        long read = all.stream().mapToLong(asked -> asked.passage().inputs()).sum();
        long affordable = read == 0 ? 0 : Math.max(LEAST_ROWS, budget * all.size() / read);
        int count = (int) Math.min(Math.min(mostRows, all.size()), affordable);
        List<Asked> chosen = new ArrayList<>();
        for (long i = 0; i < count; i++) {
            chosen.add(all.get((int) (i * all.size() / count)));
        }
        return chosen;
    }

    private List<Memorisation.Continued> continued(List<Asked> rows) {
        if (rows.isEmpty()) {
            return List.of();
        }
        List<Integer> said =
                reader.saidVerbatim(rows.stream().map(Asked::passage).toList(), adapter);
        List<Memorisation.Continued> continued = new ArrayList<>();
        for (int i = 0; i < said.size(); i++) {
            Asked row = rows.get(i);
            continued.add(new Memorisation.Continued(
                    row.row(), said.get(i), row.passage().targets()));
        }
        return continued;
    }

    private static Memorisation.Share share(List<Memorisation.Continued> rows) {
        int verbatim =
                (int) rows.stream().filter(Memorisation.Continued::toTheEnd).count();
        double mean =
                rows.stream().mapToInt(Memorisation.Continued::tokens).average().orElse(0);
        return new Memorisation.Share(rows.size(), verbatim, mean);
    }
}
