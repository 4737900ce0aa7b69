package dev.whetstone.gateway;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.whetstone.inference.v1.GenerateRequest;
import dev.whetstone.inference.v1.InferenceServiceGrpc;
import dev.whetstone.inference.v1.Message;
import dev.whetstone.inference.v1.Sampling;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.eclipse.microprofile.config.ConfigProvider;

import java.util.Optional;

/** A caller over the real gRPC port. */
public final class GatewayClient implements AutoCloseable {

    private final ManagedChannel channel =
            ManagedChannelBuilder.forAddress("localhost", port()).usePlaintext().build();

    static int port() {
        return ConfigProvider.getConfig().getValue("quarkus.grpc.server.test-port", Integer.class);
    }

    ManagedChannel channel() {
        return channel;
    }

    InferenceServiceGrpc.InferenceServiceBlockingStub calls() {
        return InferenceServiceGrpc.newBlockingStub(channel);
    }

    InferenceServiceGrpc.InferenceServiceStub streams() {
        return InferenceServiceGrpc.newStub(channel);
    }

    static GenerateRequest ask(String model, int maxTokens) {
        return ask(model, Sampling.newBuilder().setMaxTokens(maxTokens).build());
    }

    static GenerateRequest ask(String model, Sampling sampling) {
        return GenerateRequest.newBuilder()
                .setModel(model)
                .addMessages(Message.newBuilder().setRole("user").setContent("What comes next?"))
                .setSampling(sampling)
                .build();
    }

    static StatusRuntimeException refusal(ThrowingCallable call) {
        return Assertions.catchThrowableOfType(StatusRuntimeException.class, call);
    }

    /** A detail of the status, as {@code google.rpc} has them. */
    static <T extends com.google.protobuf.Message> Optional<T> detail(StatusRuntimeException refusal, Class<T> type)
            throws InvalidProtocolBufferException {
        for (Any any : StatusProto.fromThrowable(refusal).getDetailsList()) {
            if (any.is(type)) {
                return Optional.of(any.unpack(type));
            }
        }
        return Optional.empty();
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
