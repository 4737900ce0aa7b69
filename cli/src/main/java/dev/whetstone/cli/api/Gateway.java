package dev.whetstone.cli.api;

import dev.whetstone.inference.v1.GenerateChunk;
import dev.whetstone.inference.v1.GenerateRequest;
import dev.whetstone.inference.v1.GenerateResponse;
import dev.whetstone.inference.v1.InferenceServiceGrpc;
import dev.whetstone.inference.v1.ListModelsRequest;
import dev.whetstone.inference.v1.Message;
import dev.whetstone.inference.v1.Model;
import dev.whetstone.inference.v1.Sampling;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;

import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Generation over gRPC. */
public final class Gateway implements AutoCloseable {

    private static final long DEADLINE_SECONDS = 180;

    private final ManagedChannel channel;

    public Gateway(String host, int port) {
        channel = NettyChannelBuilder.forAddress(host, port).usePlaintext().build();
    }

    public static GenerateRequest request(String model, String userMessage, int maxTokens) {
        return GenerateRequest.newBuilder()
                .setModel(model)
                .addMessages(Message.newBuilder().setRole("user").setContent(userMessage))
                .setSampling(Sampling.newBuilder().setMaxTokens(maxTokens))
                .build();
    }

    public List<Model> models() {
        return InferenceServiceGrpc.newBlockingStub(channel)
                .withDeadlineAfter(10, TimeUnit.SECONDS)
                .listModels(ListModelsRequest.getDefaultInstance())
                .getModelsList();
    }

    public Iterator<GenerateChunk> stream(GenerateRequest request) {
        return InferenceServiceGrpc.newBlockingStub(channel)
                .withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
                .generateStream(request);
    }

    public CompletableFuture<GenerateResponse> generate(GenerateRequest request) {
        CompletableFuture<GenerateResponse> answer = new CompletableFuture<>();
        InferenceServiceGrpc.newStub(channel)
                .withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
                .generate(request, new StreamObserver<>() {
                    @Override
                    public void onNext(GenerateResponse response) {
                        answer.complete(response);
                    }

                    @Override
                    public void onError(Throwable problem) {
                        answer.completeExceptionally(problem);
                    }

                    @Override
                    public void onCompleted() {
                        answer.completeExceptionally(
                                new IllegalStateException("the gateway ended the call without an answer"));
                    }
                });
        return answer;
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
