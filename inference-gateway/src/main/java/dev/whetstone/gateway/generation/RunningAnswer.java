package dev.whetstone.gateway.generation;

import dev.whetstone.contracts.Digest;
import dev.whetstone.engine.generate.FinishReason;
import dev.whetstone.engine.generate.GenerationFailure;
import dev.whetstone.engine.generate.GenerationResult;
import dev.whetstone.engine.generate.LogProbabilities;
import dev.whetstone.engine.generate.TokenListener;
import dev.whetstone.engine.text.Tokenizer;
import dev.whetstone.gateway.edge.ErrorCode;
import dev.whetstone.gateway.edge.RequestRefused;
import dev.whetstone.gateway.proposal.Proposals;
import dev.whetstone.gateway.routing.Route;
import org.jboss.logging.Logger;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Between the decode thread and one caller: adds what answered, measures, and lets the adapter go at the end. */
final class RunningAnswer implements TokenListener {

    private static final Logger LOG = Logger.getLogger(RunningAnswer.class);
    private static final Duration RETRY_AFTER_STOP = Duration.ofSeconds(2);

    private final GenerateText request;
    private final RequestId id;
    private final Route route;
    private final Optional<Digest> schema;
    private final ChatSpan span;
    private final Tokenizer tokenizer;
    private final AnswerListener caller;
    private final GenerationMetrics metrics;
    private final ExchangeListener exchanges;
    private final long began = System.nanoTime();

    private final List<TokenProbability> probabilities = new ArrayList<>();

    private int heard;
    private long firstText;

    RunningAnswer(
            GenerateText request,
            RequestId id,
            Route route,
            Optional<Digest> schema,
            ChatSpan span,
            Tokenizer tokenizer,
            AnswerListener caller,
            GenerationMetrics metrics,
            ExchangeListener exchanges) {
        this.request = request;
        this.id = id;
        this.route = route;
        this.schema = schema;
        this.span = span;
        this.tokenizer = tokenizer;
        this.caller = caller;
        this.metrics = metrics;
        this.exchanges = exchanges;
    }

    @Override
    public void text(String piece) {
        if (firstText == 0) {
            firstText = System.nanoTime();
            metrics.firstToken(route.label(), Duration.ofNanos(firstText - began));
        }
        caller.text(piece, takeProbabilities());
    }

    @Override
    public void logProbabilities(LogProbabilities token) {
        probabilities.add(TokenProbability.of(token, tokenizer));
    }

    /** Those that the caller has not heard. */
    private List<TokenProbability> takeProbabilities() {
        List<TokenProbability> unheard = List.copyOf(probabilities.subList(heard, probabilities.size()));
        heard = probabilities.size();
        return unheard;
    }

    @Override
    public void finished(GenerationResult result) {
        switch (result.reason()) {
            case STOP, LENGTH -> complete(result);
            case CANCELLED -> {
                metrics.cancelled(result, ErrorCode.CANCELLED);
                fail(new RequestRefused(ErrorCode.CANCELLED, "the caller cancelled the request"));
            }
            case DEADLINE -> {
                metrics.cancelled(result, ErrorCode.DEADLINE_EXCEEDED);
                fail(new RequestRefused(
                        ErrorCode.DEADLINE_EXCEEDED,
                        "the deadline came after " + result.tokens().length
                                + " completion tokens: allow more time, or lower max_tokens"));
            }
        }
    }

    private void complete(GenerationResult result) {
        Answer answer = new Answer(
                id,
                result.text(),
                route.base(),
                route.adapterDigest(),
                result.reason() == FinishReason.LENGTH,
                result.promptTokens(),
                result.tokens().length,
                result.seed(),
                Proposals.in(result.text()),
                schema,
                result.batchSize(),
                request.sampling().likeliest().isPresent()
                        ? Optional.of(List.copyOf(probabilities))
                        : Optional.empty());
        route.close();
        long now = System.nanoTime();
        metrics.completed(route.label(), answer, Duration.ofNanos(firstText == 0 ? 0 : now - firstText));
        metrics.ended(route.label(), Optional.empty(), Duration.ofNanos(now - began));
        span.completed(answer);
        caller.finished(answer, takeProbabilities());
        if (!request.evaluation()) {
            route.stable()
                    .filter(traffic -> traffic.answeredAsJudged(schema))
                    .ifPresent(traffic -> exchanges.completed(
                            new CompletedExchange(traffic, request.messages(), answer, span.trace())));
        }
    }

    @Override
    public void failed(GenerationFailure failure) {
        switch (failure.code()) {
            case CLOSED ->
                fail(RequestRefused.busy(
                        ErrorCode.NOT_READY, "this replica is stopping; ask another one", RETRY_AFTER_STOP));
            case NOT_FINITE, INTERNAL -> {
                LOG.errorf("generation failed requestId=%s model=%s: %s", id, route.label(), failure);
                fail(new RequestRefused(ErrorCode.INTERNAL, "the model failed to answer; the log names request " + id));
            }
        }
    }

    private void fail(RequestRefused reason) {
        route.close();
        metrics.ended(route.label(), Optional.of(reason.code()), Duration.ofNanos(System.nanoTime() - began));
        span.failed(reason.code());
        caller.failed(reason);
    }
}
