package dev.whetstone.engine.torch;

import dev.whetstone.engine.vector.Crew;
import org.bytedeco.pytorch.global.torch;

/** Shares work out as an operator would: over as many threads as one may use, and over none when the thread computes beside others. */
public final class Sharing implements AutoCloseable {

    private final Crew crew = new Crew(Math.max(1, Native.threads()));

    /** Threads that this thread's work is shared out over. */
    public int workers() {
        return alone() ? 1 : crew.workers();
    }

    /** Runs all pieces and returns when the last is done: one after another, or by several threads in any order. */
    public void each(int count, Crew.Piece piece) {
        if (alone()) {
            for (int index = 0; index < count; index++) {
                piece.run(0, index);
            }
        } else {
            crew.each(count, piece);
        }
    }

    private static boolean alone() {
        return torch.get_num_threads() == 1;
    }

    @Override
    public void close() {
        crew.close();
    }
}
