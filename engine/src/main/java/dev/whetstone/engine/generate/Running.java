package dev.whetstone.engine.generate;

import dev.whetstone.engine.Adapter;
import dev.whetstone.engine.constrain.Constraint;
import dev.whetstone.engine.constrain.Cursor;
import dev.whetstone.engine.constrain.TokenMask;
import dev.whetstone.engine.text.TextDecoder;
import dev.whetstone.engine.torch.LoraWeights;
import dev.whetstone.engine.torch.Span;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** One request from acceptance to its end. All but {@link #cancel} and {@link #result} belongs to the decode thread. */
final class Running implements Generation {

    private final GenerationRequest request;
    private final TokenListener listener;
    private final long arrival;
    private final Set<Integer> eosTokens;
    private final TextDecoder decoder;
    private final StopTexts stops;
    private final TokenSampler sampler;
    private final Adjustments adjustments;
    private final LoraWeights lora;
    private final Optional<Cursor> cursor;
    private final CompletableFuture<GenerationResult> result = new CompletableFuture<>();
    private final StringBuilder text = new StringBuilder();
    private final List<LogProbabilities> logProbabilities = new ArrayList<>();
    private final int promptLength;
    private int[] tokens;
    private int length;
    private final BlockNames names;
    private Optional<BlockTable> table = Optional.empty();
    private int filled;
    private int largestBatch;
    private volatile boolean cancelled;

    /**
     * @param arrival number of requests that came before it
     * @param root what its first block stands on: base and adapter
     */
    Running(
            GenerationRequest request,
            TokenListener listener,
            long arrival,
            BlockDigest root,
            Set<Integer> eosTokens,
            TextDecoder decoder) {
        this.request = request;
        this.listener = listener;
        this.arrival = arrival;
        this.names = new BlockNames(root);
        this.eosTokens = eosTokens;
        this.decoder = decoder;
        this.stops = new StopTexts(request.sampling().stop());
        this.sampler = new TokenSampler(request.sampling());
        this.lora = request.adapter().map(Adapter::weights).orElse(LoraWeights.NONE);
        this.cursor = request.constraint().map(Constraint::begin);
        this.tokens = request.prompt();
        this.adjustments = new Adjustments(request.sampling(), tokens, eosTokens);
        this.promptLength = tokens.length;
        this.length = promptLength;
    }

    @Override
    public void cancel() {
        cancelled = true;
    }

    @Override
    public CompletableFuture<GenerationResult> result() {
        return result;
    }

    Sampling sampling() {
        return request.sampling();
    }

    TokenSampler sampler() {
        return sampler;
    }

    Adjustments adjustments() {
        return adjustments;
    }

    /** Whether its next token is that of the largest logit, and nothing else about the logits is wanted. */
    boolean takesTheLargest() {
        return sampling().isGreedy()
                && sampling().alternatives().isEmpty()
                && cursor.isEmpty()
                && adjustments.changeNothing();
    }

    /** The tokens that may be chosen next, where a schema says which. */
    Optional<TokenMask> allowed() {
        return cursor.map(Cursor::allowed);
    }

    LoraWeights lora() {
        return lora;
    }

    long arrival() {
        return arrival;
    }

    /** What a block that its tokens fill is named. */
    BlockDigest name(int block) {
        return names.of(block, tokens);
    }

    /** Gives it blocks whose first positions are already right. */
    void place(BlockTable table, int filled) {
        this.table = Optional.of(table);
        this.filled = filled;
    }

    /** Takes blocks for all of its tokens; false when there are not enough. */
    boolean reachesItsEnd() {
        return table.orElseThrow().reach(length);
    }

    /** Gives up its blocks. What it has said and how it goes on choosing stays: it may be placed again, and computes its tokens anew. */
    void leave() {
        table.ifPresent(BlockTable::release);
        table = Optional.empty();
        filled = 0;
    }

    /** Gives up its blocks, and nobody is to use what they hold. */
    int[] spoil() {
        table.ifPresent(BlockTable::forget);
        int[] spoilt = table.map(BlockTable::all).orElse(new int[0]);
        leave();
        return spoilt;
    }

    /** Tokens of the prompt and those said since. */
    int length() {
        return length;
    }

    /** One token is left to compute: the one chosen last. */
    boolean isDecoding() {
        return length > promptLength && waitingTokens() == 1;
    }

    /** Its prompt is being read, or, after it had to leave, all that was said too. */
    boolean isPrefilling() {
        return !isDecoding();
    }

    int waitingTokens() {
        return length - filled;
    }

    /** Its next tokens in a step; logits are wanted when nothing is left after them. */
    Span next(int most) {
        int count = Math.min(most, waitingTokens());
        int wantedFrom = filled + count == length ? count - 1 : count;
        int[] blocks = table.orElseThrow().upTo(filled + count);
        return new Span(blocks, filled, Arrays.copyOfRange(tokens, filled, filled + count), lora, wantedFrom);
    }

    void computed(Span span, int batch) {
        filled += span.count();
        table.orElseThrow().name(filled, this::name);
        largestBatch = Math.max(largestBatch, batch);
    }

    /** Why it must end before another step, if it must. */
    Optional<FinishReason> interruption(Instant now) {
        if (cancelled) {
            return Optional.of(FinishReason.CANCELLED);
        }
        boolean late =
                request.deadline().filter(deadline -> !now.isBefore(deadline)).isPresent();
        return late ? Optional.of(FinishReason.DEADLINE) : Optional.empty();
    }

    /** Takes the chosen token; tells why the completion ends with it, if it does. */
    Optional<FinishReason> take(Chosen chosen) {
        int token = chosen.token();
        append(token);
        adjustments.took(token);
        chosen.logProbabilities().ifPresent(made -> {
            logProbabilities.add(made);
            listener.logProbabilities(made);
        });
        if (eosTokens.contains(token)) {
            return Optional.of(FinishReason.STOP);
        }
        cursor.ifPresent(held -> held.take(token));
        say(stops.feed(decoder.next(token)));
        if (stops.found() || cursor.filter(Cursor::isComplete).isPresent()) {
            return Optional.of(FinishReason.STOP);
        }
        return length - promptLength == sampling().maxTokens() ? Optional.of(FinishReason.LENGTH) : Optional.empty();
    }

    void finish(FinishReason reason) {
        say(stops.feed(decoder.finish()));
        say(stops.finish());
        int[] said = Arrays.copyOfRange(tokens, promptLength, length);
        GenerationResult finished = new GenerationResult(
                text.toString(),
                said,
                reason,
                promptLength,
                sampling().seed(),
                largestBatch,
                cursor.isPresent(),
                logProbabilities);
        release();
        result.complete(finished);
        listener.finished(finished);
    }

    void fail(GenerationFailure failure) {
        release();
        result.completeExceptionally(new GenerationException(failure));
        listener.failed(failure);
    }

    private void say(String piece) {
        if (!piece.isEmpty()) {
            text.append(piece);
            listener.text(piece);
        }
    }

    private void append(int token) {
        if (length == tokens.length) {
            tokens = Arrays.copyOf(tokens, length + Math.min(sampling().maxTokens(), Math.max(64, length)));
        }
        tokens[length++] = token;
    }

    private void release() {
        request.adapter().ifPresent(Adapter::release);
    }
}
