package dev.whetstone.evaluation.scenario;

import dev.whetstone.contracts.Digest;
import dev.whetstone.inference.v1.CheckOutputFormatRequest;
import dev.whetstone.inference.v1.CheckOutputFormatResponse;
import dev.whetstone.inference.v1.Completion;
import dev.whetstone.inference.v1.FinishReason;
import dev.whetstone.inference.v1.GenerateRequest;
import dev.whetstone.inference.v1.GenerateResponse;
import dev.whetstone.inference.v1.GetModelRequest;
import dev.whetstone.inference.v1.InferenceServiceGrpc.InferenceServiceImplBase;
import dev.whetstone.inference.v1.ListModelsRequest;
import dev.whetstone.inference.v1.ListModelsResponse;
import dev.whetstone.inference.v1.Model;
import dev.whetstone.inference.v1.ModelState;
import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.quarkus.runtime.Startup;
import org.eclipse.microprofile.config.inject.ConfigProperty;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * A gateway whose answers are scripted, over real gRPC. A prompt's last message names its task and item ({@code task=T item=7}); what
 * answers is the script of that task for the base or an adapter.
 */
@Startup
@ApplicationScoped
public class FakeGateway extends InferenceServiceImplBase {
    public static final Digest BASE = Digest.of("the base".getBytes());
    static final String BASE_NAME = "tiny-base";
    private static final String HELD = "held";
    private static final Pattern PROMPT = Pattern.compile("task=(\\S+) item=(\\d+)");

    @ConfigProperty(name = "whetstone.gateway.address")
    String address;

    private final Map<String, Script> scripts = new ConcurrentHashMap<>();
    private final Map<String, Model> models = new ConcurrentHashMap<>();
    private final List<GenerateRequest> requests = new CopyOnWriteArrayList<>();
    private final SeenTraces traces = new SeenTraces();
    private volatile CountDownLatch held = new CountDownLatch(0);
    private volatile Digest base = BASE;
    private volatile int letThrough = Integer.MAX_VALUE;
    private Server server;

    @PostConstruct
    void start() {
        if (server != null) {
            return;
        }
        int port = Integer.parseInt(address.split(":")[1]);
        try {
            server = NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", port))
                    .executor(Executors.newVirtualThreadPerTaskExecutor())
                    .addService(ServerInterceptors.intercept(this, traces))
                    .build()
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @PreDestroy
    void stop() {
        if (server != null) {
            server.shutdownNow();
            try {
                server.awaitTermination();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            server = null;
        }
    }

    /** Another base, or the same in another number format: a gateway that was restarted. */
    void serve(Digest other) {
        base = other;
    }

    void base(String task, Script script) {
        scripts.put(task + " ", script);
    }

    /** What the base says when it is held to a schema; without this, what it says anyway. */
    void heldBase(String task, Script script) {
        scripts.put(task + " " + HELD, script);
    }

    void adapter(String task, Digest adapter, Script script) {
        scripts.put(task + " " + adapter.value(), script);
        state(adapter, ModelState.MODEL_STATE_READY, "");
    }

    void refuses(Digest adapter, String reason) {
        state(adapter, ModelState.MODEL_STATE_REFUSED, reason);
    }

    private void state(Digest adapter, ModelState state, String refusal) {
        models.put(
                adapter.value(),
                Model.newBuilder()
                        .setName(adapter.value())
                        .setBaseDigest(base.value())
                        .setAdapterDigest(adapter.value())
                        .setState(state)
                        .setRefusal(refusal)
                        .build());
    }

    /** After {@code answers} more answers every further one waits until {@link #release}. */
    void holdAfter(int answers) {
        letThrough = requests.size() + answers;
        held = new CountDownLatch(1);
    }

    void release() {
        letThrough = Integer.MAX_VALUE;
        held.countDown();
    }

    List<GenerateRequest> requestsOf(String task) {
        return requests.stream()
                .filter(request -> prompt(request).group(1).equals(task))
                .toList();
    }

    /** What calls that generate have said about their traces. */
    SeenTraces traces() {
        return traces;
    }

    @Override
    public void generate(GenerateRequest request, StreamObserver<GenerateResponse> answer) {
        requests.add(request);
        if (requests.size() > letThrough) {
            waitForRelease();
        }
        String adapter = request.getModel().equals(BASE_NAME) ? "" : request.getModel();
        Matcher prompt = prompt(request);
        String schema = request.getOutputFormat().getJsonSchema();
        Script free = scripts.get(prompt.group(1) + " " + adapter);
        Script script = schema.isEmpty() || !adapter.isEmpty()
                ? free
                : scripts.getOrDefault(prompt.group(1) + " " + HELD, free);
        if (script == null) {
            answer.onError(Status.NOT_FOUND
                    .withDescription("no model " + request.getModel())
                    .asRuntimeException());
            return;
        }
        answer.onNext(GenerateResponse.newBuilder()
                .setText(script.answer(Integer.parseInt(prompt.group(2)), request.getMessagesCount()))
                .setCompletion(Completion.newBuilder()
                        .setBaseDigest(base.value())
                        .setAdapterDigest(adapter)
                        .setFinishReason(FinishReason.FINISH_REASON_STOP)
                        .setPromptTokens(10)
                        .setCompletionTokens(5)
                        .setConstrained(!schema.isEmpty())
                        .setSchemaDigest(
                                schema.isEmpty()
                                        ? ""
                                        : Digest.of(schema.getBytes()).value()))
                .build());
        answer.onCompleted();
    }

    /** Like the engine's: {@code pattern} is a keyword that output cannot be held to. */
    @Override
    public void checkOutputFormat(CheckOutputFormatRequest request, StreamObserver<CheckOutputFormatResponse> answer) {
        if (request.getOutputFormat().getJsonSchema().contains("\"pattern\"")) {
            answer.onError(Status.INVALID_ARGUMENT
                    .withDescription("schema, #/properties/answer/pattern: the keyword pattern is not supported")
                    .asRuntimeException());
            return;
        }
        answer.onNext(CheckOutputFormatResponse.getDefaultInstance());
        answer.onCompleted();
    }

    private void waitForRelease() {
        try {
            held.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Matcher prompt(GenerateRequest request) {
        Matcher prompt = PROMPT.matcher(
                request.getMessages(request.getMessagesCount() - 1).getContent());
        if (!prompt.find()) {
            throw new IllegalArgumentException("the last message names no item");
        }
        return prompt;
    }

    @Override
    public void listModels(ListModelsRequest request, StreamObserver<ListModelsResponse> answer) {
        answer.onNext(ListModelsResponse.newBuilder()
                .addModels(model("some-task@stable"))
                .addModels(model(BASE_NAME))
                .addAllModels(models.values())
                .build());
        answer.onCompleted();
    }

    private Model model(String name) {
        return Model.newBuilder()
                .setName(name)
                .setBaseDigest(base.value())
                .setState(ModelState.MODEL_STATE_READY)
                .build();
    }

    @Override
    public void getModel(GetModelRequest request, StreamObserver<Model> answer) {
        Model model = models.get(request.getModel());
        if (model == null) {
            answer.onError(Status.NOT_FOUND.asRuntimeException());
        } else {
            answer.onNext(model);
            answer.onCompleted();
        }
    }

    /** What a model answers to an item. */
    @FunctionalInterface
    interface Script {
        /** @param turns messages of the prompt, shots and system prompt included */
        String answer(int item, int turns);

        Script GOOD = (item, _) -> World.reference(item);
        Script BAD = (item, _) -> "I had rather talk about " + item;

        /** Good on every item but each {@code n}th. */
        static Script failingEvery(int n) {
            return (item, turns) -> item % n == 0 ? BAD.answer(item, turns) : GOOD.answer(item, turns);
        }
    }
}
