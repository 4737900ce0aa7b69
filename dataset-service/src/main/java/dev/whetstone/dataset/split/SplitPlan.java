package dev.whetstone.dataset.split;

import dev.whetstone.contracts.dataset.SplitName;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** The split of each row by its index; a row may be left out. */
public final class SplitPlan {

    private final SplitName[] splits;

    SplitPlan(int rows) {
        this.splits = new SplitName[rows];
    }

    void put(int row, SplitName split) {
        splits[row] = split;
    }

    void drop(int row) {
        splits[row] = null;
    }

    public Optional<SplitName> of(int row) {
        return Optional.ofNullable(splits[row]);
    }

    public List<Integer> rows(SplitName split) {
        return IntStream.range(0, splits.length)
                .filter(row -> splits[row] == split)
                .boxed()
                .toList();
    }

    public int size() {
        return splits.length;
    }
}
