package dev.whetstone.messaging;

import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;

import java.util.Optional;

/**
 * Work that goes on in a trace though it waited in a row, for another thread or in another process:
 * {@code TracedWork.after(row.trace()).named("evaluate").run(...)}. What it appends to the outbox belongs to that trace. With a name it
 * is a span as well, when traces are on. A span holds ids and counts, never a text: no message of an exception, no prompt, no sample.
 */
public final class TracedWork {

    private static final String INSTRUMENTATION = "dev.whetstone";

    private final TraceParent cause;
    private final AttributesBuilder attributes = Attributes.builder();
    private SpanKind kind = SpanKind.INTERNAL;
    private String name = "";

    private TracedWork(TraceParent cause) {
        this.cause = cause;
    }

    public static TracedWork after(TraceParent cause) {
        return new TracedWork(cause);
    }

    /** @param cause empty in a row that is older than its column: a new trace begins */
    public static TracedWork after(Optional<TraceParent> cause) {
        return new TracedWork(cause.orElseGet(TraceParent::start));
    }

    /** A part of what this thread is doing. */
    public static TracedWork here() {
        return new TracedWork(TraceParent.current());
    }

    /** For another thread, which then does it as a part of what this one is doing. */
    public static Runnable carried(Runnable work) {
        return TraceParent.find()
                .<Runnable>map(current -> () -> after(current).run(work))
                .orElse(work);
    }

    /** Says something about the span of the work that this thread is doing. */
    public static void note(String key, String value) {
        Span.current().setAttribute(key, value);
    }

    public static void note(String key, long count) {
        Span.current().setAttribute(key, count);
    }

    /** @param span its name: few different ones, no ids in it */
    public TracedWork named(String span) {
        name = span;
        return this;
    }

    /** The work is a call: somebody else does it meanwhile. */
    public TracedWork calling() {
        return of(SpanKind.CLIENT);
    }

    TracedWork of(SpanKind other) {
        kind = other;
        return this;
    }

    public TracedWork with(String key, Object id) {
        attributes.put(key, id.toString());
        return this;
    }

    public TracedWork with(String key, long count) {
        attributes.put(key, count);
        return this;
    }

    public void run(Runnable work) {
        call(() -> {
            work.run();
            return cause;
        });
    }

    public <T, X extends Throwable> T call(ScopedValue.CallableOp<T, X> work) throws X {
        Span span = name.isEmpty() ? Span.wrap(cause.spanContext()) : begin();
        TraceParent step = TraceParent.of(span).orElse(cause);
        try (Scope _ = entered(span)) {
            return ScopedValue.where(TraceParent.CURRENT, step).call(work);
        } catch (Throwable e) {
            failed(span, e);
            throw e;
        } finally {
            span.end();
        }
    }

    /** A span that is ended by whoever began it, on whatever thread. */
    public Span begin() {
        return GlobalOpenTelemetry.getOrNoop()
                .getTracer(INSTRUMENTATION)
                .spanBuilder(name)
                .setSpanKind(kind)
                .setParent(Context.root().with(Span.wrap(cause.spanContext())))
                .setAllAttributes(attributes.build())
                .startSpan();
    }

    /** Its message stays out: it may quote what it failed on. */
    static void failed(Span span, Throwable failure) {
        span.setStatus(StatusCode.ERROR)
                .setAttribute("error.type", failure.getClass().getName());
    }

    /** Entered once only: leaving restores no outer span that is without a recording, and so it would be lost. */
    private static Scope entered(Span span) {
        return Span.current().getSpanContext().equals(span.getSpanContext()) ? Scope.noop() : span.makeCurrent();
    }
}
