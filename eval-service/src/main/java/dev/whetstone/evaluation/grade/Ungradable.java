package dev.whetstone.evaluation.grade;

import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.Require;

/** No answer: the grader failed or the reference is unusable. It makes the run incomplete; it is never counted as a failed output. */
public record Ungradable(String reason, Digest grader) implements Grading {

    public Ungradable {
        Require.text("reason", reason);
        Require.present("grader", grader);
    }
}
