package dev.whetstone.gateway.generation;

import dev.whetstone.contracts.Digest;
import dev.whetstone.engine.generate.Sampling;
import dev.whetstone.gateway.edge.ErrorCode;
import dev.whetstone.gateway.routing.Route;
import dev.whetstone.messaging.TraceParent;
import dev.whetstone.messaging.TracedWork;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;

import java.util.List;

/**
 * The span of one answer, named by OpenTelemetry's conventions for generative AI. Who asked for what and how much of it: neither the
 * prompt nor the completion, and no message of a refusal, which may quote them.
 */
final class ChatSpan {

    private static final AttributeKey<List<String>> FINISH_REASONS =
            AttributeKey.stringArrayKey("gen_ai.response.finish_reasons");

    private final TraceParent caller;
    private final Span span;

    private ChatSpan(TraceParent caller, Span span) {
        this.caller = caller;
        this.span = span;
    }

    static ChatSpan begin(Route route, RequestId id) {
        TraceParent caller = TraceParent.current();
        return new ChatSpan(
                caller,
                TracedWork.after(caller)
                        .named("chat " + route.label())
                        .with("gen_ai.operation.name", "chat")
                        .with("gen_ai.provider.name", "whetstone")
                        .with("gen_ai.request.model", route.label())
                        .with("gen_ai.response.id", id)
                        .with("whetstone.base", route.base())
                        .with(
                                "whetstone.adapter",
                                route.adapterDigest().map(Digest::value).orElse("none"))
                        .begin());
    }

    /** @param held whether the output is held to a format, which is JSON */
    void asked(Sampling sampling, boolean held) {
        span.setAttribute("gen_ai.output.type", held ? "json" : "text")
                .setAttribute("gen_ai.request.temperature", sampling.temperature())
                .setAttribute("gen_ai.request.max_tokens", sampling.maxTokens());
    }

    /** Whatever is said later about this answer belongs to this. */
    TraceParent trace() {
        return TraceParent.of(span).orElse(caller);
    }

    void completed(Answer answer) {
        span.setAttribute("gen_ai.usage.input_tokens", answer.promptTokens())
                .setAttribute("gen_ai.usage.output_tokens", answer.completionTokens())
                .setAttribute(FINISH_REASONS, List.of(answer.cut() ? "length" : "stop"))
                .end();
    }

    void failed(ErrorCode reason) {
        span.setStatus(StatusCode.ERROR)
                .setAttribute("error.type", reason.label())
                .end();
    }
}
