package dev.whetstone.engine.generate;

import dev.whetstone.engine.Adapter;
import dev.whetstone.engine.AdapterException;
import dev.whetstone.engine.KeyValueMemory;
import dev.whetstone.engine.LanguageModel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Clock;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Continuous batching over one model: requests with the base or any adapters are decoded together on one thread, each leaves when
 * it is done and another takes its place. Safe for use by many threads.
 */
public final class GenerationScheduler implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(GenerationScheduler.class);

    private final LanguageModel model;
    private final int limit;
    private final int blocks;
    private final String base;
    private final AtomicLong arrivals = new AtomicLong();
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
        this.base = model.network().digest();
        this.blocks = blocks(model.keyValueMemory(), options);
        this.loop = new DecodeLoop(model, options.maxBatch(), blocks, line, clock);
        this.thread = Thread.ofPlatform().name("whetstone-decode").daemon().start(loop);
        LOG.info(
                "decoding up to {} requests of {} tokens together: the key-value cache may grow to {} MiB, {} blocks of {} tokens",
                options.maxBatch(),
                limit,
                cacheBytes() >> 20,
                blocks,
                model.keyValueMemory().blockTokens());
    }

    private int blocks(KeyValueMemory memory, SchedulerOptions options) {
        long wanted = memory.bytes(options.maxBatch(), limit);
        int found = memory.blocksIn(options.cacheBytes().orElse(wanted));
        if (found < 1) {
            throw new IllegalArgumentException(
                    "cacheBytes is " + options.cacheBytes().orElse(wanted)
                            + ": a block of " + memory.blockTokens() + " tokens takes " + memory.blockBytes()
                            + " bytes, and one at least is needed");
        }
        return found;
    }

    /**
     * Accepts a request; the listener is called on the decode thread.
     *
     * @throws QueueFullException when all places in the queue are taken
     * @throws RequestTooLongException when prompt and completion together do not fit into the context, or never into the cache
     * @throws dev.whetstone.engine.AdapterException when the adapter is closed, or cannot share a batch
     */
    public Generation submit(GenerationRequest request, TokenListener listener) {
        int[] prompt = request.prompt();
        long tokens = (long) prompt.length + request.sampling().maxTokens();
        if (tokens > limit) {
            throw new RequestTooLongException((int) Math.min(tokens, Integer.MAX_VALUE), limit);
        }
        requireRoom((int) tokens);
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
            Running running = new Running(
                    request,
                    listener,
                    arrivals.getAndIncrement(),
                    root(request),
                    eosTokens,
                    model.tokenizer().decoder());
            line.add(running);
            return running;
        } catch (RuntimeException e) {
            request.adapter().ifPresent(Adapter::release);
            throw e;
        }
    }

    /** The last token is never computed, and needs no room. */
    private void requireRoom(int tokens) {
        KeyValueMemory memory = model.keyValueMemory();
        int needed = memory.blocksFor(Math.max(1, tokens - 1));
        if (needed > blocks) {
            throw RequestTooLongException.beyondCache(
                    tokens, needed * memory.blockBytes(), blocks * memory.blockTokens(), cacheBytes());
        }
    }

    private BlockDigest root(GenerationRequest request) {
        return BlockDigest.root(base, request.adapter().map(Adapter::digest).orElse(""));
    }

    /** Native memory of keys and values: reserved, and touched as positions fill. */
    public long cacheBytes() {
        return loop.cacheBytes();
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
