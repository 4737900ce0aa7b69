package dev.whetstone.evaluation.scenario;

import dev.whetstone.messaging.TraceParent;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The traces to which the calls of a server belonged. */
final class SeenTraces implements ServerInterceptor {
    private static final Metadata.Key<String> TRACEPARENT =
            Metadata.Key.of("traceparent", Metadata.ASCII_STRING_MARSHALLER);

    private final Set<String> generating = ConcurrentHashMap.newKeySet();

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        if (call.getMethodDescriptor().getBareMethodName().equals("Generate")) {
            TraceParent.parse(headers.get(TRACEPARENT)).map(TraceParent::trace).ifPresent(generating::add);
        }
        return next.startCall(call, headers);
    }

    Set<String> generating() {
        return generating;
    }
}
