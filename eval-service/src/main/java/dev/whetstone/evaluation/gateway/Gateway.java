package dev.whetstone.evaluation.gateway;

import dev.whetstone.contracts.Digest;
import dev.whetstone.evaluation.suite.HeldSchema;
import dev.whetstone.inference.v1.CheckOutputFormatRequest;
import dev.whetstone.inference.v1.GenerateRequest;
import dev.whetstone.inference.v1.GenerateResponse;
import dev.whetstone.inference.v1.GetModelRequest;
import dev.whetstone.inference.v1.InferenceServiceGrpc;
import dev.whetstone.inference.v1.InferenceServiceGrpc.InferenceServiceBlockingStub;
import dev.whetstone.inference.v1.ListModelsRequest;
import dev.whetstone.inference.v1.Model;
import dev.whetstone.inference.v1.OutputFormat;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;

/** A client of {@code whetstone.inference.v1.InferenceService}. Its callers may block: they run on virtual threads. */
@ApplicationScoped
public class Gateway {
    private static final Duration QUESTION = Duration.ofSeconds(5);
    private static final int LARGEST_ANSWER = 16 << 20;

    private final GatewayConfig config;
    private final ManagedChannel channel;
    private final Semaphore places;

    Gateway(GatewayConfig config) {
        this.config = config;
        channel = NettyChannelBuilder.forTarget(config.address())
                .usePlaintext()
                .defaultLoadBalancingPolicy("round_robin")
                .maxInboundMessageSize(LARGEST_ANSWER)
                .intercept(new CallTraces())
                .build();
        places = new Semaphore(config.concurrency(), true);
    }

    @PreDestroy
    void close() {
        channel.shutdownNow();
    }

    /** Generations that this service keeps in flight at most. */
    public int concurrency() {
        return config.concurrency();
    }

    /** Waits for a free place, asks, and asks again with growing pauses while the gateway is away or full. */
    public Answer generate(GenerateRequest request) throws InterruptedException {
        places.acquire();
        try {
            return persist(request);
        } finally {
            places.release();
        }
    }

    private Answer persist(GenerateRequest request) throws InterruptedException {
        Pause pause = new Pause(config.pause());
        for (int attempt = 1; ; attempt++) {
            Answer answer = once(request);
            if (!(answer instanceof Answer.Away) || attempt == config.tries()) {
                return answer;
            }
            pause.take();
        }
    }

    private Answer once(GenerateRequest request) throws InterruptedException {
        try {
            GenerateResponse response = stub(config.deadline()).generate(request);
            return new Answer.Text(response.getText(), response.getCompletion());
        } catch (StatusRuntimeException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException("generation was interrupted");
            }
            return failure(e.getStatus());
        }
    }

    /** A model may be unknown only for a moment, while a replica follows an alias: that is worth another time. */
    private Answer failure(Status status) {
        String reason = status.getCode() + " from the gateway: " + status.getDescription();
        return switch (status.getCode()) {
            case UNAVAILABLE, RESOURCE_EXHAUSTED -> new Answer.Away(reason);
            case FAILED_PRECONDITION -> new Answer.ModelRefused(reason);
            case INVALID_ARGUMENT, OUT_OF_RANGE, UNIMPLEMENTED, PERMISSION_DENIED -> new Answer.Failed(reason, false);
            default -> new Answer.Failed(reason, true);
        };
    }

    /**
     * The base that the gateway serves now.
     *
     * @throws GatewayAwayException when it cannot be asked
     */
    public BaseModel base() {
        try {
            return stub(QUESTION).listModels(ListModelsRequest.getDefaultInstance()).getModelsList().stream()
                    .filter(Gateway::isBase)
                    .findFirst()
                    .map(model -> new BaseModel(model.getName(), new Digest(model.getBaseDigest())))
                    .orElseThrow(() -> new GatewayAwayException(
                            "the gateway at " + config.address() + " lists no base model", null));
        } catch (StatusRuntimeException e) {
            throw new GatewayAwayException(
                    "the gateway at " + config.address() + " cannot be asked: " + e.getStatus(), e);
        }
    }

    /**
     * Why output cannot be held to this schema; empty when it can.
     *
     * @throws GatewayAwayException when it cannot be asked
     */
    public Optional<String> refusal(HeldSchema schema) {
        OutputFormat format =
                OutputFormat.newBuilder().setJsonSchema(schema.text()).build();
        try {
            stub(QUESTION)
                    .checkOutputFormat(CheckOutputFormatRequest.newBuilder()
                            .setOutputFormat(format)
                            .build());
            return Optional.empty();
        } catch (StatusRuntimeException e) {
            return switch (e.getStatus().getCode()) {
                case INVALID_ARGUMENT ->
                    Optional.of(String.valueOf(e.getStatus().getDescription()));
                case UNIMPLEMENTED -> Optional.of("this gateway holds no output to a schema; upgrade it");
                default ->
                    throw new GatewayAwayException(
                            "the gateway at " + config.address() + " cannot be asked: " + e.getStatus(), e);
            };
        }
    }

    /** Aliases carry an at sign, adapters their own digest. */
    private static boolean isBase(Model model) {
        return model.getAdapterDigest().isEmpty() && model.getName().indexOf('@') < 0;
    }

    public ModelStatus status(String model) {
        try {
            Model found = stub(QUESTION)
                    .getModel(GetModelRequest.newBuilder().setModel(model).build());
            return switch (found.getState()) {
                case MODEL_STATE_READY -> new ModelStatus.Ready();
                case MODEL_STATE_REFUSED -> new ModelStatus.Refused(found.getRefusal());
                case MODEL_STATE_LOADING, MODEL_STATE_UNSPECIFIED, UNRECOGNIZED -> new ModelStatus.Pending();
            };
        } catch (StatusRuntimeException e) {
            return switch (e.getStatus().getCode()) {
                case NOT_FOUND -> new ModelStatus.Pending();
                case FAILED_PRECONDITION ->
                    new ModelStatus.Refused(String.valueOf(e.getStatus().getDescription()));
                default -> new ModelStatus.Unreachable(e.getStatus().toString());
            };
        }
    }

    private InferenceServiceBlockingStub stub(Duration deadline) {
        return InferenceServiceGrpc.newBlockingStub(channel)
                .withDeadlineAfter(deadline.toMillis(), TimeUnit.MILLISECONDS);
    }
}
