package dev.whetstone.engine.generate;

import dev.whetstone.engine.LanguageModel;
import dev.whetstone.engine.torch.Native;
import dev.whetstone.engine.torch.Network;
import dev.whetstone.engine.torch.Session;
import dev.whetstone.engine.torch.Span;
import dev.whetstone.engine.torch.Step;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** The decode thread: takes requests from the line, computes steps, hands out tokens, until the line is closed. */
final class DecodeLoop implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(DecodeLoop.class);

    private final Network network;
    private final WaitingLine line;
    private final Clock clock;
    private final Session session;
    private final BlockPool pool;
    private final Admission admission;
    private final TokenChoice choice;
    private final List<Running> batch = new ArrayList<>();
    private final AtomicInteger active = new AtomicInteger();
    private volatile String kernels = "";
    private volatile SchedulerCounts counts;

    DecodeLoop(LanguageModel model, int maxBatch, int blocks, WaitingLine line, Clock clock) {
        this.network = model.network();
        this.line = line;
        this.clock = clock;
        this.session = new Session(network, blocks);
        this.pool = new BlockPool(blocks);
        this.admission = new Admission(pool, maxBatch);
        this.counts = SchedulerCounts.NONE.with(pool.counts());
        this.choice = new TokenChoice(network.backend(), model.config().vocabularySize(), model.tokenizer()::bytes);
    }

    int active() {
        return active.get();
    }

    String kernels() {
        return kernels;
    }

    long cacheBytes() {
        return session.cache().bytes();
    }

    SchedulerCounts counts() {
        return counts;
    }

    @Override
    public void run() {
        Native.bindThread();
        try (var _ = new NoGradGuard()) {
            session.prepareDecoding();
            kernels = session.kernels();
            LOG.info("decode steps: {}", kernels);
            while (!line.isClosed()) {
                turn();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            line.close();
            endAll(new GenerationFailure(GenerationFailure.Code.CLOSED, "the scheduler was closed"));
            session.close();
        }
    }

    private void turn() throws InterruptedException {
        endInterrupted();
        admit();
        counts = counts.with(pool.counts());
        if (batch.isEmpty()) {
            session.bank().clear(); // an adapter that nobody uses must be free to go
            line.await();
            return;
        }
        try {
            step();
        } catch (RuntimeException e) {
            LOG.error("a decode step failed; its {} requests fail with it", batch.size(), e);
            endBatch(new GenerationFailure(
                    GenerationFailure.Code.INTERNAL, "the decode step failed: " + e.getMessage()));
        }
    }

    private void admit() {
        List<Running> begun = admission.begin(line.waiting(), batch);
        if (!begun.isEmpty()) {
            batch.addAll(begun);
            batch.sort(Comparator.comparingLong(Running::arrival));
            active.set(batch.size());
            line.removeIf(begun::contains); // last, so that nobody who looks sees neither
            counts = counts.found(admission.foundTokens());
        }
    }

    private void step() {
        BatchPlan.makeRoom(batch).forEach(this::putBack);
        try (var _ = new PointerScope()) {
            Map<Running, Span> spans = BatchPlan.next(batch);
            Step step = new Step(List.copyOf(spans.values()));
            Tensor logits = network.next(step, session); // (W, V)
            int decoding = (int) batch.stream().filter(Running::isDecoding).count();
            List<Running> choosing = new ArrayList<>();
            for (Span wanted : step.wanted()) {
                choosing.add(of(wanted, spans));
            }
            spans.forEach((running, span) -> running.computed(span, Math.max(1, decoding)));
            if (!choosing.isEmpty()) {
                handOut(choosing, choice.choose(logits, choosing));
            }
            int prompt = spans.values().stream().mapToInt(Span::count).sum() - decoding;
            counts = counts.stepped(prompt, choosing.size());
        }
    }

    /** There was no block for it: its tokens are computed again when there is room. */
    private void putBack(Running running) {
        line.putBack(running);
        active.set(batch.size());
        counts = counts.preempted();
    }

    private static Running of(Span wanted, Map<Running, Span> spans) {
        return spans.keySet().stream()
                .filter(running -> spans.get(running) == wanted)
                .findFirst()
                .orElseThrow();
    }

    private void handOut(List<Running> choosing, List<Chosen> chosen) {
        for (int row = 0; row < chosen.size(); row++) {
            Running running = choosing.get(row);
            if (chosen.get(row).equals(Chosen.NOTHING)) {
                session.cache().spoil(running.spoil());
                fail(
                        running,
                        new GenerationFailure(
                                GenerationFailure.Code.NOT_FINITE,
                                "the model gave no finite number after token " + running.length()
                                        + ": check the adapter"));
            } else {
                take(running, chosen.get(row));
            }
        }
    }

    private void take(Running running, Chosen chosen) {
        try {
            running.take(chosen).ifPresent(reason -> finish(running, reason));
        } catch (RuntimeException e) {
            LOG.warn("a token listener threw; its request fails", e);
            fail(
                    running,
                    new GenerationFailure(GenerationFailure.Code.INTERNAL, "the listener threw: " + e.getMessage()));
        }
    }

    private void endInterrupted() {
        Instant now = clock.instant();
        for (Running running : List.copyOf(batch)) {
            running.interruption(now).ifPresent(reason -> finish(running, reason));
        }
        for (Running running :
                line.removeIf(waiting -> waiting.interruption(now).isPresent())) {
            finish(running, running.interruption(now).orElseThrow());
        }
    }

    private void finish(Running running, FinishReason reason) {
        leave(running);
        try {
            running.finish(reason);
        } catch (RuntimeException e) {
            LOG.warn("a token listener threw at the end of its request", e);
        }
    }

    private void fail(Running running, GenerationFailure failure) {
        leave(running);
        try {
            running.fail(failure);
        } catch (RuntimeException e) {
            LOG.warn("a token listener threw when told of a failure", e);
        }
    }

    /** Out of the batch; the keys of its full blocks stay for requests that begin alike. */
    private void leave(Running running) {
        batch.remove(running);
        running.leave();
        active.set(batch.size());
    }

    private void endBatch(GenerationFailure failure) {
        List.copyOf(batch).forEach(running -> fail(running, failure));
    }

    private void endAll(GenerationFailure failure) {
        endBatch(failure);
        line.removeIf(_ -> true).forEach(running -> fail(running, failure));
    }
}
