package dev.whetstone.evaluation.grade;

import dev.whetstone.evaluation.suite.Item;

/** Judges one output of one item. */
interface OutputGrader {

    /** @throws UnusableReferenceException when the item's reference cannot be judged against */
    Finding grade(Item item, ModelOutput output);

    /** A grading without its grader's name. */
    record Finding(boolean passed, double score, Evidence evidence) {}
}
