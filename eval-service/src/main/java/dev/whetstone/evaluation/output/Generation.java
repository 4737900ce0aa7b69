package dev.whetstone.evaluation.output;

import dev.whetstone.contracts.Digest;
import dev.whetstone.evaluation.gateway.Answer;
import dev.whetstone.evaluation.gateway.BaseModel;
import dev.whetstone.evaluation.gateway.Gateway;
import dev.whetstone.evaluation.suite.HeldSchema;
import dev.whetstone.inference.v1.Completion;
import dev.whetstone.inference.v1.FinishReason;
import dev.whetstone.messaging.TracedWork;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.Startup;

import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import jakarta.enterprise.context.ApplicationScoped;

/** Has answers generated, many at once, and keeps each as it comes: a crash loses those in flight and no other. */
@ApplicationScoped
@Startup // its counters are there with zero before the first use
class Generation {
    /** Fewer than the database has connections: answers that come together must not keep the lease from being renewed. */
    private static final int WRITERS = 4;

    private final Semaphore writers = new Semaphore(WRITERS);
    private final Gateway gateway;
    private final Counter generated;
    private final Clock clock;

    Generation(Gateway gateway, MeterRegistry metrics, Clock clock) {
        this.gateway = gateway;
        this.generated = metrics.counter("evaluation.outputs.generated");
        this.clock = clock;
    }

    /** One pass over what is missing: shared by its threads, stopped by the first answer that is none. */
    private record Pass(
            BaseModel base,
            Queue<Map.Entry<ResultKey, Planned>> waiting,
            Map<ResultKey, Output> outputs,
            AtomicReference<Obtained.Stopped> stopped,
            Progress progress) {}

    Obtained generate(BaseModel base, Map<ResultKey, Planned> missing, Map<ResultKey, Output> known, Progress progress)
            throws InterruptedException {
        Pass pass = new Pass(
                base,
                new ConcurrentLinkedQueue<>(missing.entrySet()),
                new ConcurrentHashMap<>(known),
                new AtomicReference<>(),
                progress);
        askFromManyThreads(pass, Math.min(gateway.concurrency(), missing.size()));
        Obtained.Stopped stopped = pass.stopped().get();
        return stopped == null ? new Obtained.All(base.digest(), pass.outputs()) : stopped;
    }

    private void askFromManyThreads(Pass pass, int threads) throws InterruptedException {
        try (ExecutorService asking = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int thread = 0; thread < threads; thread++) {
                asking.execute(TracedWork.carried(() -> askUntilDone(pass)));
            }
            asking.shutdown();
            try {
                asking.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                asking.shutdownNow();
                throw e;
            }
        }
    }

    private void askUntilDone(Pass pass) {
        try {
            Map.Entry<ResultKey, Planned> next;
            while (pass.stopped().get() == null && (next = pass.waiting().poll()) != null) {
                ask(pass, next.getKey(), next.getValue())
                        .ifPresent(trouble -> pass.stopped().compareAndSet(null, trouble));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            pass.stopped()
                    .compareAndSet(
                            null, new Obtained.Incomplete("an answer could not be kept: " + e.getMessage(), true));
        }
    }

    /** Empty when the answer was kept. */
    private Optional<Obtained.Stopped> ask(Pass pass, ResultKey key, Planned planned) throws InterruptedException {
        return switch (gateway.generate(Requests.of(pass.base(), planned))) {
            case Answer.Text answer -> keep(pass, key, planned, answer);
            case Answer.Away(String reason) -> Optional.of(new Obtained.Away(reason));
            case Answer.ModelRefused(String reason) -> Optional.of(new Obtained.ModelRefused(reason));
            case Answer.Failed(String reason, boolean again) -> Optional.of(new Obtained.Incomplete(reason, again));
        };
    }

    private Optional<Obtained.Stopped> keep(Pass pass, ResultKey key, Planned planned, Answer.Text answer)
            throws InterruptedException {
        Completion facts = answer.completion();
        Optional<String> mismatch = mismatch(pass.base(), planned, facts);
        if (mismatch.isPresent()) {
            return Optional.of(new Obtained.Incomplete(mismatch.get(), true));
        }
        Output output = new Output(
                answer.text(), finish(facts.getFinishReason()), facts.getPromptTokens(), facts.getCompletionTokens());
        write(key, output);
        pass.outputs().put(key, output);
        pass.progress().generated();
        generated.increment();
        return Optional.empty();
    }

    private void write(ResultKey key, Output output) throws InterruptedException {
        writers.acquire();
        try {
            QuarkusTransaction.requiringNew().run(() -> ModelOutput.keep(key, output, clock.instant()));
        } finally {
            writers.release();
        }
    }

    private static String finish(FinishReason reason) {
        return reason == FinishReason.FINISH_REASON_LENGTH ? "length" : "stop";
    }

    /** An answer counts for the model that gave it, so that must be the one that was asked. */
    private static Optional<String> mismatch(BaseModel base, Planned planned, Completion facts) {
        String schema =
                planned.schema().map(HeldSchema::digest).map(Digest::value).orElse("");
        if (!facts.getSchemaDigest().equals(schema)) {
            return Optional.of("asked for an answer held to '" + schema + "', but it was held to '"
                    + facts.getSchemaDigest() + "': upgrade the gateway");
        }
        String asked = planned.adapter().map(Digest::value).orElse("");
        if (!facts.getAdapterDigest().equals(asked)) {
            return Optional.of("asked for adapter '" + asked + "', but '" + facts.getAdapterDigest() + "' answered");
        }
        return facts.getBaseDigest().equals(base.digest().value())
                ? Optional.empty()
                : Optional.of("asked for base " + base.digest() + ", but " + facts.getBaseDigest() + " answered");
    }
}
