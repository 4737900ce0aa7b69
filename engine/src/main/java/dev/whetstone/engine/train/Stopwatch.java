package dev.whetstone.engine.train;

import java.time.Duration;

/** Time and tokens of training steps in this process; a resumed run measures anew. */
final class Stopwatch {

    private final long born = System.nanoTime();
    private long begun;
    private long nanos;
    private long tokens;
    private long steps;

    void begin() {
        begun = System.nanoTime();
    }

    void end(int tokensOfStep) {
        nanos += System.nanoTime() - begun;
        tokens += tokensOfStep;
        steps++;
    }

    /** Of the steps alone, evaluations left out. */
    double tokensPerSecond() {
        return nanos == 0 ? 0 : tokens * 1e9 / nanos;
    }

    /** Time that so many more steps will take, evaluations and checkpoints included. */
    Duration estimate(long left) {
        return steps == 0 ? Duration.ZERO : Duration.ofNanos((System.nanoTime() - born) / steps * left);
    }
}
