package dev.whetstone.evaluation.judge;

import dev.whetstone.evaluation.grade.Ungradable;
import dev.whetstone.evaluation.suite.Item;

/** An output of a regression item could not be graded: there is no verdict. */
final class UngradedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UngradedException(Item item, Ungradable ungradable) {
        super("regression item '" + item.id() + "' could not be graded: " + ungradable.reason());
    }
}
