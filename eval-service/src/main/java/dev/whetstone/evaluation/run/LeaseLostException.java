package dev.whetstone.evaluation.run;

/** Another worker has taken the evaluation over: whatever this one still wanted to write is refused. */
public final class LeaseLostException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LeaseLostException(Claim claim) {
        super("evaluation " + claim.id() + " is no longer held with fence " + claim.fence());
    }
}
