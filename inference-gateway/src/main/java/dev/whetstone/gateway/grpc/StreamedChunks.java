package dev.whetstone.gateway.grpc;

import dev.whetstone.gateway.edge.RequestRefused;
import dev.whetstone.gateway.generation.Answer;
import dev.whetstone.gateway.generation.AnswerListener;
import dev.whetstone.gateway.generation.TokenProbability;
import dev.whetstone.inference.v1.GenerateChunk;
import io.grpc.stub.StreamObserver;

import java.util.List;

/** Writes an answer as it grows. gRPC only queues what it is given, so the decode thread never waits for a slow reader. */
final class StreamedChunks implements AnswerListener {

    private final StreamObserver<GenerateChunk> chunks;

    StreamedChunks(StreamObserver<GenerateChunk> chunks) {
        this.chunks = chunks;
    }

    @Override
    public void text(String piece, List<TokenProbability> probabilities) {
        chunks.onNext(GenerateChunk.newBuilder()
                .setText(piece)
                .addAllTokens(GrpcMessages.tokens(probabilities))
                .build());
    }

    @Override
    public void finished(Answer answer, List<TokenProbability> rest) {
        chunks.onNext(GenerateChunk.newBuilder()
                .setCompletion(GrpcMessages.completion(answer))
                .addAllTokens(GrpcMessages.tokens(rest))
                .build());
        chunks.onCompleted();
    }

    @Override
    public void failed(RequestRefused reason) {
        chunks.onError(GrpcErrors.of(reason));
    }
}
