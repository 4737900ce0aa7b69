package dev.whetstone.cli.bench;

import dev.whetstone.cli.CommandFailure;
import dev.whetstone.engine.Adapter;
import dev.whetstone.engine.LanguageModel;
import dev.whetstone.engine.generate.Generation;
import dev.whetstone.engine.generate.GenerationRequest;
import dev.whetstone.engine.generate.GenerationScheduler;
import dev.whetstone.engine.generate.Sampling;
import dev.whetstone.engine.generate.SchedulerCounts;
import dev.whetstone.engine.generate.SchedulerOptions;
import dev.whetstone.engine.generate.TokenListener;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;

/**
 * Prefill and decode through the scheduler that serves. A batch's decode rate is that of the steps after its last prompt token and
 * before its first end, so that all its rows decode in every step counted.
 */
final class ServeBench {

    private static final int PREFILLS = 8;
    private static final int WARM_UP_STEPS = 32;
    private static final int TRIES = 5;
    private static final long POLL_NANOS = 500_000;

    private final LanguageModel model;
    private final int promptTokens;
    private final int newTokens;
    private final SplittableRandom random = new SplittableRandom(11);

    ServeBench(LanguageModel model, int promptTokens, int newTokens) {
        this.model = model;
        this.promptTokens = promptTokens;
        this.newTokens = newTokens;
    }

    Figures base(int batch) {
        return run("base", batch, _ -> Optional.empty());
    }

    /** The base and adapters in turn. */
    Figures mixed(int batch, List<Adapter> adapters) {
        return run(
                adapters.size() + " adapters and the base mixed",
                batch,
                row -> row % (adapters.size() + 1) == 0
                        ? Optional.empty()
                        : Optional.of(adapters.get(row % (adapters.size() + 1) - 1)));
    }

    /** Each request draws one of the adapters, the n-th of them with weight 1/n. */
    Figures resident(int batch, List<Adapter> adapters) {
        double all = 0;
        for (int n = 1; n <= adapters.size(); n++) {
            all += 1.0 / n;
        }
        double total = all;
        return run(adapters.size() + " adapters resident", batch, _ -> {
            double at = random.nextDouble(total);
            int n = 0;
            while (n + 1 < adapters.size() && at >= 1.0 / (n + 1)) {
                at -= 1.0 / ++n;
            }
            return Optional.of(adapters.get(n));
        });
    }

    private Figures run(String setting, int batch, IntFunction<Optional<Adapter>> adapters) {
        int slack = batch * promptTokens / 64 + WARM_UP_STEPS; // steps while the other prompts are computed
        int longest = promptTokens + newTokens + slack;
        if (longest > model.contextLength()) {
            throw CommandFailure.usage(
                    "prompt and completion are " + longest + " tokens, the context takes " + model.contextLength(),
                    "Give fewer --prompt-tokens or --new-tokens.");
        }
        SchedulerOptions options = new SchedulerOptions(batch, batch, longest);
        try (GenerationScheduler scheduler = new GenerationScheduler(model, options)) {
            decode(scheduler, batch, adapters, slack);
            double decoded = decode(scheduler, batch, adapters, slack);
            Figures figures = Figures.of("whetstone", setting, batch).with("decode_tokens_per_s", decoded);
            if (batch == 1) {
                figures.with("prefill_tokens_per_s", prefill(scheduler, adapters.apply(0)));
            }
            return figures.with("computing", model.description()).with("kernels", scheduler.kernels());
        }
    }

    private double decode(
            GenerationScheduler scheduler, int batch, IntFunction<Optional<Adapter>> adapters, int slack) {
        for (int attempt = 0; attempt < TRIES; attempt++) {
            List<Generation> running = new ArrayList<>();
            SchedulerCounts before = scheduler.counts();
            for (int row = 0; row < batch; row++) {
                running.add(submit(scheduler, adapters.apply(row), newTokens + slack));
            }
            SchedulerCounts begun = await(scheduler, before.promptTokens() + (long) batch * promptTokens, 0);
            long start = System.nanoTime();
            SchedulerCounts ended = await(scheduler, 0, begun.completionTokens() + (long) batch * newTokens);
            double seconds = (System.nanoTime() - start) / 1e9;
            boolean whole = running.stream().noneMatch(one -> one.result().isDone());
            running.forEach(Generation::cancel);
            running.forEach(one -> one.result().join());
            if (whole) {
                return (ended.completionTokens() - begun.completionTokens()) / seconds;
            }
        }
        throw CommandFailure.failed(
                "completions of random prompts ended " + TRIES + " times before " + newTokens + " tokens",
                "Give fewer --new-tokens.");
    }

    private double prefill(GenerationScheduler scheduler, Optional<Adapter> adapter) {
        submit(scheduler, adapter, 1).result().join();
        long start = System.nanoTime();
        for (int i = 0; i < PREFILLS; i++) {
            submit(scheduler, adapter, 1).result().join();
        }
        return PREFILLS * promptTokens / ((System.nanoTime() - start) / 1e9);
    }

    private Generation submit(GenerationScheduler scheduler, Optional<Adapter> adapter, int tokens) {
        int[] prompt =
                random.ints(promptTokens, 10, model.config().vocabularySize()).toArray();
        return scheduler.submit(
                new GenerationRequest(prompt, adapter, Sampling.greedy(tokens), Optional.empty()),
                TokenListener.none());
    }

    /** Until so many tokens were computed, or nothing runs any more. */
    private static SchedulerCounts await(GenerationScheduler scheduler, long promptTokens, long completionTokens) {
        SchedulerCounts counts = scheduler.counts();
        while (counts.promptTokens() < promptTokens || counts.completionTokens() < completionTokens) {
            if (scheduler.active() + scheduler.queued() == 0) {
                return counts;
            }
            LockSupport.parkNanos(POLL_NANOS);
            counts = scheduler.counts();
        }
        return counts;
    }
}
