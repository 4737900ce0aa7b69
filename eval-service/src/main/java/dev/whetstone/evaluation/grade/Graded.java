package dev.whetstone.evaluation.grade;

import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.Require;

/**
 * An answer.
 *
 * @param passed what the statistics count
 * @param score in [0, 1], for reports
 * @param grader names the grader's code and settings: results of different graders are not compared
 */
public record Graded(boolean passed, double score, Evidence evidence, Digest grader) implements Grading {

    public Graded {
        Require.share("score", score);
        Require.present("evidence", evidence);
        Require.present("grader", grader);
    }
}
