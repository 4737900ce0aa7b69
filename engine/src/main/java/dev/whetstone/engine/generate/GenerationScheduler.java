package dev.whetstone.engine.generate;

import dev.whetstone.engine.Adapter;
import dev.whetstone.engine.AdapterException;
import dev.whetstone.engine.LanguageModel;
import dev.whetstone.engine.torch.KvCache;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Clock;
import java.util.Arrays;
import java.util.Set;

/**
 * Continuous batching over one model: requests with the base or any adapters are decoded together on one thread, each leaves when
 * it is done and another takes its place. Safe for use by many threads.
 */
public final class GenerationScheduler implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(GenerationScheduler.class);

    private final LanguageModel model;
    private final int limit;
    private final Set<Integer> eosTokens;
    private final WaitingLine line;
    private final DecodeLoop loop;
    private final Thread thread;

    public GenerationScheduler(LanguageModel model, SchedulerOptions options) {
        this(model, options, Clock.systemUTC());
    }

    GenerationScheduler(LanguageModel model, SchedulerOptions options, Clock clock) {
        this.model = model;
        this.limit = Math.min(options.maxSequenceTokens(), model.contextLength());
        this.eosTokens = Set.copyOf(model.config().eosTokens());
        this.line = new WaitingLine(options.queueCapacity());
        this.loop = new DecodeLoop(model, options, limit, line, clock);
        this.thread = Thread.ofPlatform().name("whetstone-decode").daemon().start(loop);
        long perToken = KvCache.bytesPerToken(model.config(), model.network().backend());
        LOG.info(
                "decoding up to {} requests of {} tokens together: the key-value cache may grow to {} MiB",
                options.maxBatch(),
                limit,
                (perToken * options.maxBatch() * limit) >> 20);
    }

    /**
     * Accepts a request; the listener is called on the decode thread.
     *
     * @throws QueueFullException when all places in the queue are taken
     * @throws RequestTooLongException when prompt and completion together do not fit
     * @throws dev.whetstone.engine.AdapterException when the adapter is closed, or cannot share a batch
     */
    public Generation submit(GenerationRequest request, TokenListener listener) {
        int[] prompt = request.prompt();
        long tokens = (long) prompt.length + request.sampling().maxTokens();
        if (tokens > limit) {
            throw new RequestTooLongException((int) Math.min(tokens, Integer.MAX_VALUE), limit);
        }
        int vocabulary = model.config().vocabularySize();
        Arrays.stream(prompt)
                .filter(id -> id < 0 || id >= vocabulary)
                .findFirst()
                .ifPresent(id -> {
                    throw new IllegalArgumentException(
                            "prompt holds token " + id + ": ids go from 0 to " + (vocabulary - 1));
                });
        request.sampling().logitBias().keySet().stream()
                .filter(id -> id >= vocabulary)
                .findFirst()
                .ifPresent(id -> {
                    throw new IllegalArgumentException(
                            "logitBias names token " + id + ": ids go from 0 to " + (vocabulary - 1));
                });
        if (request.constraint().filter(held -> !model.constraints().made(held)).isPresent()) {
            throw new IllegalArgumentException(
                    "the constraint was compiled for another model: compile it with this model's constraints()");
        }
        if (!request.adapter().map(Adapter::isBatchable).orElse(true)) {
            throw new AdapterException(
                    "an adapter of DoRA scales the base's own output, which the rows of a batch share: score with it,"
                            + " merge it into a base of its own with PEFT, or train the adapter without DoRA");
        }
        request.adapter().ifPresent(Adapter::acquire);
        try {
            Running running =
                    new Running(request, listener, eosTokens, model.tokenizer().decoder());
            line.add(running);
            return running;
        } catch (RuntimeException e) {
            request.adapter().ifPresent(Adapter::release);
            throw e;
        }
    }

    /** Requests that wait for a place in the batch. */
    public int queued() {
        return line.size();
    }

    /** Requests in the batch. */
    public int active() {
        return loop.active();
    }

    /** What decode steps are computed with, in words; empty until the first one can begin. */
    public String kernels() {
        return loop.kernels();
    }

    /** What was done so far; a step counts when its tokens were handed out. */
    public SchedulerCounts counts() {
        return loop.counts();
    }

    /** Ends the decode thread; requests that are not done fail with {@link GenerationFailure.Code#CLOSED}. */
    @Override
    public void close() {
        line.close();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
