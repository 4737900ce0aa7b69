package dev.whetstone.evaluation.worker;

import dev.whetstone.evaluation.output.Progress;
import dev.whetstone.evaluation.run.Claim;
import dev.whetstone.evaluation.run.EvaluationKind;
import dev.whetstone.evaluation.run.Evaluations;

/** What a run of one kind does. It runs outside any transaction, on a virtual thread, and may be interrupted at any time. */
public interface Procedure {
    EvaluationKind kind();

    /** One attempt. The commit of a result calls {@link Evaluations#finish}, which checks that the claim still holds. */
    RunEnd perform(Claim claim, Progress progress) throws InterruptedException;

    /** Called in the transaction that gives the evaluation up, before its row is locked. */
    void abandoned(Claim claim, String reason);
}
