package dev.whetstone.dataset.row;

import dev.whetstone.contracts.dataset.SplitName;

import java.util.Arrays;
import java.util.Optional;

/** Splits by the names that rows, tables and events use. */
public final class SplitLabel {

    private SplitLabel() {}

    public static Optional<SplitName> find(String label) {
        return Arrays.stream(SplitName.values())
                .filter(split -> split.label().equals(label))
                .findFirst();
    }

    public static SplitName require(String label) {
        return find(label)
                .orElseThrow(() -> new IllegalArgumentException(
                        "split: expected train, validation, test or regression, but got '" + label + "'"));
    }
}
