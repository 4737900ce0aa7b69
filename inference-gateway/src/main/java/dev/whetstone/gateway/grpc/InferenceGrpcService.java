package dev.whetstone.gateway.grpc;

import dev.whetstone.contracts.Digest;
import dev.whetstone.gateway.edge.RequestRefused;
import dev.whetstone.gateway.generation.Answer;
import dev.whetstone.gateway.generation.Cancellation;
import dev.whetstone.gateway.generation.CollectedAnswer;
import dev.whetstone.gateway.generation.GenerateText;
import dev.whetstone.gateway.generation.OutputFormat;
import dev.whetstone.gateway.generation.RequestId;
import dev.whetstone.gateway.generation.TextGenerator;
import dev.whetstone.gateway.model.BaseModel;
import dev.whetstone.gateway.model.LoadedBase;
import dev.whetstone.gateway.routing.Route;
import dev.whetstone.gateway.routing.ServingTable;
import dev.whetstone.gateway.sampling.Feedback;
import dev.whetstone.inference.v1.CheckOutputFormatRequest;
import dev.whetstone.inference.v1.CheckOutputFormatResponse;
import dev.whetstone.inference.v1.FeedbackRequest;
import dev.whetstone.inference.v1.FeedbackResponse;
import dev.whetstone.inference.v1.GenerateChunk;
import dev.whetstone.inference.v1.GenerateRequest;
import dev.whetstone.inference.v1.GenerateResponse;
import dev.whetstone.inference.v1.GetModelRequest;
import dev.whetstone.inference.v1.InferenceServiceGrpc;
import dev.whetstone.inference.v1.ListModelsRequest;
import dev.whetstone.inference.v1.ListModelsResponse;
import dev.whetstone.inference.v1.Model;
import dev.whetstone.inference.v1.Rating;
import dev.whetstone.inference.v1.TokenizeRequest;
import dev.whetstone.inference.v1.TokenizeResponse;
import dev.whetstone.messaging.TracedWork;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.quarkus.grpc.GrpcService;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Text generation over gRPC. Methods return once the request is queued; the decode thread answers. */
@GrpcService
class InferenceGrpcService extends InferenceServiceGrpc.InferenceServiceImplBase {

    private final TextGenerator generator;
    private final ServingTable table;
    private final BaseModel base;
    private final Feedback feedback;
    private final InstantSource clock;

    InferenceGrpcService(
            TextGenerator generator, ServingTable table, BaseModel base, Feedback feedback, InstantSource clock) {
        this.generator = generator;
        this.table = table;
        this.base = base;
        this.feedback = feedback;
        this.clock = clock;
    }

    @Override
    public void generate(GenerateRequest request, StreamObserver<GenerateResponse> responses) {
        Cancellation cancellation = cancelledWith(responses);
        attempt(responses, () -> {
            CollectedAnswer whole = new CollectedAnswer();
            generator.start(read(request), cancellation, whole);
            whole.whenComplete((answer, failure) -> answer(responses, answer, failure));
        });
    }

    private static void answer(StreamObserver<GenerateResponse> responses, Answer answer, Throwable failure) {
        if (failure != null) {
            responses.onError(GrpcErrors.of(failure));
        } else {
            responses.onNext(GenerateResponse.newBuilder()
                    .setText(answer.text())
                    .setCompletion(GrpcMessages.completion(answer))
                    .addAllTokens(GrpcMessages.tokens(answer.probabilities().orElse(List.of())))
                    .build());
            responses.onCompleted();
        }
    }

    @Override
    public void generateStream(GenerateRequest request, StreamObserver<GenerateChunk> chunks) {
        Cancellation cancellation = cancelledWith(chunks);
        attempt(chunks, () -> generator.start(read(request), cancellation, new StreamedChunks(chunks)));
    }

    private GenerateText read(GenerateRequest request) {
        Optional<Instant> deadline = Optional.ofNullable(Context.current().getDeadline())
                .map((Deadline at) -> clock.instant().plusNanos(at.timeRemaining(TimeUnit.NANOSECONDS)));
        return GrpcMessages.request(request, deadline);
    }

    /** A caller's cancel or passed deadline; must be asked for before the method returns. */
    private static Cancellation cancelledWith(StreamObserver<?> responses) {
        Cancellation cancellation = new Cancellation();
        ((ServerCallStreamObserver<?>) responses).setOnCancelHandler(cancellation::cancel);
        return cancellation;
    }

    @Override
    public void tokenize(TokenizeRequest request, StreamObserver<TokenizeResponse> responses) {
        reply(responses, () -> {
            LoadedBase loaded = base.require();
            GenerateText chat = GrpcMessages.request(
                    GenerateRequest.newBuilder()
                            .setModel(request.getModel())
                            .addAllMessages(request.getMessagesList())
                            .build(),
                    Optional.empty());
            try (Route _ = table.route(chat.model(), Optional.empty())) {
                int[] ids = TextGenerator.prompt(loaded, chat.messages());
                return TokenizeResponse.newBuilder()
                        .addAllTokenIds(Arrays.stream(ids).boxed().toList())
                        .setContextLength(loaded.longest())
                        .build();
            }
        });
    }

    @Override
    public void checkOutputFormat(
            CheckOutputFormatRequest request, StreamObserver<CheckOutputFormatResponse> responses) {
        reply(responses, () -> {
            OutputFormat format = GrpcMessages.format(request.getOutputFormat())
                    .orElseThrow(() -> RequestRefused.invalid("output_format", "a format to check", "nothing"));
            return CheckOutputFormatResponse.newBuilder()
                    .setSchemaDigest(generator.check(format).map(Digest::value).orElse(""))
                    .build();
        });
    }

    @Override
    public void listModels(ListModelsRequest request, StreamObserver<ListModelsResponse> responses) {
        reply(responses, () -> {
            int context = base.require().longest();
            ListModelsResponse.Builder models = ListModelsResponse.newBuilder();
            table.cards().forEach(card -> models.addModels(GrpcMessages.model(card, context)));
            return models.build();
        });
    }

    @Override
    public void getModel(GetModelRequest request, StreamObserver<Model> responses) {
        reply(
                responses,
                () -> GrpcMessages.model(
                        table.card(request.getModel()), base.require().longest()));
    }

    @Override
    public void giveFeedback(FeedbackRequest request, StreamObserver<FeedbackResponse> responses) {
        reply(responses, () -> {
            feedback.give(new RequestId(request.getRequestId()), good(request.getRating()))
                    .join();
            return FeedbackResponse.getDefaultInstance();
        });
    }

    private static boolean good(Rating rating) {
        return switch (rating) {
            case RATING_GOOD -> true;
            case RATING_BAD -> false;
            case RATING_UNSPECIFIED, UNRECOGNIZED ->
                throw RequestRefused.invalid("rating", "RATING_GOOD or RATING_BAD", rating);
        };
    }

    private static <T> void reply(StreamObserver<T> responses, Supplier<T> answer) {
        attempt(responses, () -> {
            T message = answer.get();
            responses.onNext(message);
            responses.onCompleted();
        });
    }

    /**
     * On a virtual thread of our own. Under {@code @RunOnVirtualThread} the framework puts the start of the call itself off, and on a busy
     * machine the end of a request then overtakes its message: INTERNAL, "Half-closed without a request" (Quarkus 54084).
     */
    private static void attempt(StreamObserver<?> responses, Runnable work) {
        Thread.ofVirtual().name("grpc-call").start(Context.current().wrap(TracedWork.carried(() -> {
            try {
                work.run();
            } catch (RuntimeException | Error e) {
                responses.onError(GrpcErrors.of(e));
            }
        })));
    }
}
