package dev.whetstone.evaluation.gateway;

import dev.whetstone.messaging.TraceParent;
import dev.whetstone.messaging.TracedWork;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;

/** Calls are spans, and the server is told which: by ids alone, no message and no description of a status goes into one. */
final class CallTraces implements ClientInterceptor {
    private static final Metadata.Key<String> TRACEPARENT =
            Metadata.Key.of("traceparent", Metadata.ASCII_STRING_MARSHALLER);

    @Override
    public <Q, A> ClientCall<Q, A> interceptCall(MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
        TraceParent caller = TraceParent.current();
        Span span = TracedWork.after(caller)
                .named(method.getFullMethodName())
                .calling()
                .with("rpc.system", "grpc")
                .with("rpc.service", method.getServiceName())
                .with("rpc.method", method.getBareMethodName())
                .begin();
        return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
            @Override
            public void start(Listener<A> answers, Metadata headers) {
                headers.put(TRACEPARENT, TraceParent.of(span).orElse(caller).value());
                super.start(ending(answers, span), headers);
            }
        };
    }

    private static <A> ClientCall.Listener<A> ending(ClientCall.Listener<A> answers, Span span) {
        return new SimpleForwardingClientCallListener<>(answers) {
            @Override
            public void onClose(Status status, Metadata trailers) {
                span.setAttribute("rpc.grpc.status_code", status.getCode().value());
                if (!status.isOk()) {
                    span.setStatus(StatusCode.ERROR);
                }
                span.end();
                super.onClose(status, trailers);
            }
        };
    }
}
