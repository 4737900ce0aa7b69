package dev.whetstone.engine.train;

import dev.whetstone.engine.torch.Backend;
import dev.whetstone.engine.torch.Native;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

/**
 * Threads that take passes side by side, each alone from its first operator to its last. Operators that share their work out wait for each
 * other a thousand times a pass; here nobody waits before all is done. Which worker takes which pass follows from their number alone, so that what
 * workers sum up has one order, whatever the threads do.
 */
final class PassWorkers implements AutoCloseable {

    private final List<ExecutorService> threads;

    private PassWorkers(int count) {
        threads = IntStream.range(0, count).mapToObj(PassWorkers::thread).toList();
    }

    /** As many as are useful: as an operator may have threads, and on a device of its own 1. */
    static int useful(Backend backend) {
        return backend.onHost() ? Math.max(1, Native.threads()) : 1;
    }

    /** @param count 1 for the calling thread, with all threads for its operators */
    static PassWorkers of(int count) {
        return new PassWorkers(count == 1 ? 0 : count);
    }

    private static ExecutorService thread(int number) {
        return Executors.newSingleThreadExecutor(work -> Thread.ofPlatform()
                .name("whetstone-training-" + number)
                .daemon()
                .unstarted(() -> {
                    Native.bindAlone();
                    work.run();
                }));
    }

    /** At least 1. */
    int count() {
        return Math.max(1, threads.size());
    }

    /** One pass, in a pointer scope of its own and without automatic gradients. */
    interface Pass<R> {
        /** @param worker below {@link #count}, the same for passes that run one after another */
        R run(int worker, int index);
    }

    /** Runs all passes, gives their results back in the passes' order, and throws what a pass has thrown after all have ended. */
    <R> List<R> run(int passes, Pass<R> pass) {
        if (passes == 1 || threads.isEmpty()) {
            return share(0, 1, passes, pass);
        }
        List<CompletableFuture<List<R>>> shares = IntStream.range(0, Math.min(threads.size(), passes))
                .mapToObj(worker -> CompletableFuture.supplyAsync(
                        () -> share(worker, threads.size(), passes, pass), threads.get(worker)))
                .toList();
        List<List<R>> results = await(shares);
        return IntStream.range(0, passes)
                .mapToObj(index -> results.get(index % threads.size()).get(index / threads.size()))
                .toList();
    }

    private static <R> List<R> await(List<CompletableFuture<R>> shares) {
        CompletableFuture<?>[] all = shares.toArray(CompletableFuture[]::new);
        try {
            CompletableFuture.allOf(all).join();
        } catch (CompletionException e) {
            switch (e.getCause()) {
                case RuntimeException cause -> {
                    cause.addSuppressed(e); // where it was waited for
                    throw cause;
                }
                case Error cause -> throw cause;
                default -> throw e;
            }
        }
        return shares.stream().map(CompletableFuture::join).toList();
    }

    /** The passes of one worker, in their order. */
    private static <R> List<R> share(int worker, int workers, int passes, Pass<R> pass) {
        List<R> results = new ArrayList<>();
        for (int index = worker; index < passes; index += workers) {
            try (var _ = new PointerScope();
                    var _ = new NoGradGuard()) {
                results.add(pass.run(worker, index));
            }
        }
        return results;
    }

    @Override
    public void close() {
        threads.forEach(ExecutorService::shutdown);
    }
}
