package dev.whetstone.gateway.generation;

import dev.whetstone.contracts.Digest;
import dev.whetstone.engine.ChatMessage;
import dev.whetstone.engine.constrain.Constraint;
import dev.whetstone.engine.generate.Generation;
import dev.whetstone.engine.generate.GenerationRequest;
import dev.whetstone.engine.generate.QueueFullException;
import dev.whetstone.engine.generate.Sampling;
import dev.whetstone.engine.template.TemplateException;
import dev.whetstone.gateway.edge.ErrorCode;
import dev.whetstone.gateway.edge.RequestRefused;
import dev.whetstone.gateway.model.BaseModel;
import dev.whetstone.gateway.model.LoadedBase;
import dev.whetstone.gateway.routing.Route;
import dev.whetstone.gateway.routing.ServingTable;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

/** Admits requests: what cannot be answered is refused here, before it costs anything. */
@ApplicationScoped
public class TextGenerator {

    private static final int CHARACTERS_OF_A_LONG_TOKEN = 64;

    private final BaseModel base;
    private final ServingTable table;
    private final GenerationConfig config;
    private final GenerationMetrics metrics;
    private final ExchangeListener exchanges;
    private final InstantSource clock;

    private volatile boolean draining;

    TextGenerator(
            BaseModel base,
            ServingTable table,
            GenerationConfig config,
            GenerationMetrics metrics,
            ExchangeListener exchanges,
            InstantSource clock) {
        this.base = base;
        this.table = table;
        this.config = config;
        this.metrics = metrics;
        this.exchanges = exchanges;
        this.clock = clock;
    }

    /**
     * Queues the request; the listener hears the rest.
     *
     * @throws RequestRefused when it is not admitted; the listener hears nothing then
     */
    public RequestId start(GenerateText request, Cancellation cancellation, AnswerListener listener) {
        String label = GenerationMetrics.OTHER;
        try {
            requireOpen();
            LoadedBase loaded = base.require();
            Route route = table.route(request.model(), request.task());
            label = route.label();
            return admit(loaded, route, request, cancellation, listener);
        } catch (RequestRefused e) {
            metrics.refused(label, e.code());
            throw e;
        }
    }

    private RequestId admit(
            LoadedBase loaded, Route route, GenerateText request, Cancellation cancellation, AnswerListener listener) {
        RequestId id = RequestId.draw(route.task());
        ChatSpan span = ChatSpan.begin(route, id);
        try {
            GenerationRequest generation = prepare(loaded, route, request);
            Optional<Digest> schema = generation.constraint().map(HeldOutput::digest);
            span.asked(generation.sampling(), schema.isPresent());
            Generation running = loaded.scheduler()
                    .submit(
                            generation,
                            new RunningAnswer(
                                    request,
                                    id,
                                    route,
                                    schema,
                                    span,
                                    loaded.model().tokenizer(),
                                    listener,
                                    metrics,
                                    exchanges));
            cancellation.onCancel(running::cancel);
            return id;
        } catch (QueueFullException e) {
            route.close();
            span.failed(ErrorCode.QUEUE_FULL);
            throw RequestRefused.busy(
                    ErrorCode.QUEUE_FULL,
                    "all " + e.capacity() + " places in the queue are taken; try again later",
                    untilAPlaceIsFree(loaded));
        } catch (RuntimeException e) {
            route.close();
            span.failed(e instanceof RequestRefused refused ? refused.code() : ErrorCode.INTERNAL);
            throw e;
        }
    }

    private GenerationRequest prepare(LoadedBase loaded, Route route, GenerateText request) {
        requireThinkable(request.messages(), loaded.longest());
        int[] prompt = prompt(loaded, request.messages());
        int room = loaded.longest() - prompt.length;
        if (room < 1) {
            throw RequestRefused.invalid(
                    "messages",
                    "messages: they are " + prompt.length + " tokens, but prompt and completion together may have "
                            + loaded.longest() + ": shorten them");
        }
        Sampling sampling = request.sampling()
                .resolve(
                        config.defaultMaxTokens(),
                        room,
                        loaded.longest(),
                        loaded.model().config().vocabularySize());
        Optional<Constraint> constraint = HeldOutput.of(loaded, route, request);
        return new GenerationRequest(prompt, route.adapter(), sampling, Optional.of(deadline(request)), constraint);
    }

    /**
     * What completions would name as the schema that they were held to; empty for free text.
     *
     * @throws RequestRefused when output cannot be held to it
     */
    public Optional<Digest> check(OutputFormat format) {
        return HeldOutput.of(base.require(), format).map(HeldOutput::digest);
    }

    /** Far more text than any tokenizer could fit is refused before megabytes of it are tokenized. */
    private static void requireThinkable(List<ChatMessage> messages, int longest) {
        long characters =
                messages.stream().mapToLong(turn -> turn.content().length()).sum();
        if (characters > (long) longest * CHARACTERS_OF_A_LONG_TOKEN) {
            throw RequestRefused.invalid(
                    "messages",
                    "messages: they are " + characters + " characters, but prompt and completion together may have "
                            + longest + " tokens: shorten them");
        }
    }

    /** Token ids of a chat as the model will see it. */
    public static int[] prompt(LoadedBase loaded, List<ChatMessage> messages) {
        try {
            return loaded.model().prompt(messages);
        } catch (TemplateException e) {
            throw RequestRefused.invalid(
                    "messages", "messages: the model's chat template refuses them: " + e.getMessage());
        } catch (IllegalArgumentException e) {
            throw RequestRefused.invalid("messages", "messages: " + e.getMessage());
        }
    }

    private Instant deadline(GenerateText request) {
        Instant latest = clock.instant().plus(config.longest());
        return request.deadline().filter(latest::isAfter).orElse(latest);
    }

    /** A guess: about a second for each batch that waits in front. */
    private static Duration untilAPlaceIsFree(LoadedBase loaded) {
        int batches =
                loaded.scheduler().queued() / Math.max(1, loaded.scheduler().active());
        return Duration.ofSeconds(Math.clamp(batches, 1, 30));
    }

    private void requireOpen() {
        if (draining) {
            throw RequestRefused.busy(
                    ErrorCode.NOT_READY, "this replica is stopping; ask another one", Duration.ofSeconds(2));
        }
    }

    /** From now on nothing is admitted. */
    void drain() {
        draining = true;
    }

    boolean isIdle() {
        return base.find()
                .map(loaded -> loaded.scheduler().active() + loaded.scheduler().queued() == 0)
                .orElse(true);
    }
}
