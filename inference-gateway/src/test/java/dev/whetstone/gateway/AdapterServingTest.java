package dev.whetstone.gateway;

import static dev.whetstone.gateway.GatewayClient.ask;
import static dev.whetstone.gateway.GatewayClient.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.whetstone.contracts.ArtifactRef;
import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.TaskName;
import dev.whetstone.contracts.serving.AdapterEvicted;
import dev.whetstone.contracts.serving.AdapterRefused;
import dev.whetstone.contracts.serving.AdapterServed;
import dev.whetstone.contracts.serving.RefusalReason;
import dev.whetstone.contracts.serving.ServedModel;
import dev.whetstone.gateway.tiny.TinyAdapter;
import dev.whetstone.inference.v1.GenerateResponse;
import dev.whetstone.inference.v1.GetModelRequest;
import dev.whetstone.inference.v1.Model;
import dev.whetstone.inference.v1.ModelState;
import dev.whetstone.inference.v1.ProposalKind;
import io.grpc.Status;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

import jakarta.inject.Inject;

@QuarkusTest
@QuarkusTestResource(GatewayFixture.class)
class AdapterServingTest extends WithClient {

    @Inject
    AdapterMill mill;

    @Inject
    SeenEvents seen;

    private final TaskName task =
            new TaskName("task-" + UUID.randomUUID().toString().substring(0, 8));

    private Model model(String name) {
        return client.calls()
                .getModel(GetModelRequest.newBuilder().setModel(name).build());
    }

    private String stable() {
        return task + "@stable";
    }

    private String candidate() {
        return task + "@candidate";
    }

    private AdapterServed awaitServed(Digest adapter) {
        return seen.await(
                AdapterServed.class,
                event -> event.task().equals(task) && event.adapter().equals(adapter));
    }

    private AdapterRefused awaitRefused(Digest adapter) {
        return seen.await(
                AdapterRefused.class,
                event -> event.task().equals(task) && event.adapter().equals(adapter));
    }

    private void serve(long revision, ArtifactRef adapter) {
        mill.move(task, revision, mill.over(adapter));
        awaitServed(adapter.digest());
    }

    @Test
    void aTaskWhoseStableIsTheBaseIsAnsweredByTheBase() {
        mill.move(task, 1, mill.baseAlone());

        await().atMost(Duration.ofSeconds(10))
                .ignoreExceptions()
                .until(() -> model(stable()).getState().equals(ModelState.MODEL_STATE_READY));
        GenerateResponse response = client.calls().generate(ask(stable(), 3));

        assertThat(response.getText()).isEqualTo("abc");
        assertThat(response.getCompletion().getAdapterDigest()).isEmpty();
        assertThat(response.getCompletion().getRequestId()).endsWith("-" + task);
    }

    @Test
    void aStateFromBeforeTheStartIsAppliedInItsLastRevision() {
        String name = GatewayFixture.EARLIER_TASK.value();

        AdapterRefused refused =
                seen.await(AdapterRefused.class, event -> event.adapter().equals(GatewayFixture.LOST_ADAPTER));
        await().atMost(Duration.ofSeconds(10))
                .until(() -> model(name + "@stable").getRevision() == GatewayFixture.EARLIER_REVISION);

        assertThat(refused.reason()).isEqualTo(RefusalReason.DIGEST_MISMATCH);
        assertThat(client.calls().generate(ask(name + "@stable", 2)).getText()).isEqualTo("ab");
        assertThat(model(name + "@candidate").getState()).isEqualTo(ModelState.MODEL_STATE_REFUSED);
    }

    @Test
    void aStableAdapterAnswersAndIsNamedByItsDigest() {
        ArtifactRef adapter = mill.train(TinyAdapter.FIRST, "stable");

        mill.move(task, 1, mill.over(adapter));
        AdapterServed served = awaitServed(adapter.digest());
        GenerateResponse response = client.calls().generate(ask(stable(), 3));

        assertThat(served.alias()).isEqualTo("stable");
        assertThat(served.revision()).isEqualTo(1);
        assertThat(served.replica()).isEqualTo("replica-under-test");
        assertThat(response.getText()).isEqualTo("first first first ");
        assertThat(response.getCompletion().getAdapterDigest())
                .isEqualTo(adapter.digest().value());
        assertThat(client.calls().generate(ask(adapter.digest().value(), 1)).getText())
                .isEqualTo("first ");
        assertThat(client.calls().generate(ask("tiny", 3)).getText()).isEqualTo("abc");
    }

    @Test
    void aCandidateAnswersBesideStableUntilItIsTakenBack() {
        ArtifactRef adapter = mill.train(TinyAdapter.SECOND, "candidate");

        mill.move(task, 1, mill.baseAlone(), Optional.of(mill.over(adapter)), Optional.empty(), 0);
        AdapterServed served = awaitServed(adapter.digest());

        assertThat(served.alias()).isEqualTo("candidate");
        assertThat(client.calls().generate(ask(candidate(), 2)).getText()).isEqualTo("second second ");
        assertThat(client.calls().generate(ask(stable(), 2)).getText()).isEqualTo("ab");

        mill.move(task, 2, mill.baseAlone());
        AdapterEvicted evicted =
                seen.await(AdapterEvicted.class, event -> event.adapter().equals(adapter.digest()));

        assertThat(evicted.freedBytes()).isPositive();
        assertThat(refusal(() -> client.calls().generate(ask(candidate(), 1)))
                        .getStatus()
                        .getCode())
                .isEqualTo(Status.Code.NOT_FOUND);
        assertThat(refusal(() -> client.calls().generate(ask(adapter.digest().value(), 1)))
                        .getStatus()
                        .getCode())
                .isEqualTo(Status.Code.NOT_FOUND);
    }

    @Test
    void aSwapLeavesRunningRequestsOnTheOldAdapterAndFreesItAfterTheLast() {
        ArtifactRef old = mill.train(TinyAdapter.FIRST, "old");
        ArtifactRef fresh = mill.train(TinyAdapter.SECOND, "fresh");
        serve(1, old);
        CapturedAnswer<GenerateResponse> running = new CapturedAnswer<>();
        client.streams().generate(ask(stable(), 1_500), running);
        await().atMost(Duration.ofSeconds(5))
                .until(() -> base.require().scheduler().active() == 1);

        serve(2, fresh);
        GenerateResponse after = client.calls().generate(ask(stable(), 1));

        assertThat(running.isOver()).isFalse();
        assertThat(after.getText()).isEqualTo("second ");
        assertThat(after.getCompletion().getAdapterDigest())
                .isEqualTo(fresh.digest().value());
        assertThat(seen.all(AdapterEvicted.class, event -> event.adapter().equals(old.digest())))
                .isEmpty();
        assertThat(running.value().getCompletion().getAdapterDigest())
                .isEqualTo(old.digest().value());
        assertThat(running.value().getText()).isEqualTo("first ".repeat(1_500));
        seen.await(AdapterEvicted.class, event -> event.adapter().equals(old.digest()));
    }

    @Test
    void everyAnswerDuringManySwapsIsWhollyFromTheDigestItNames() throws InterruptedException {
        ArtifactRef one = mill.train(TinyAdapter.FIRST, "one");
        ArtifactRef two = mill.train(TinyAdapter.SECOND, "two");
        Map<String, String> expected = Map.of(
                one.digest().value(), "first ".repeat(5),
                two.digest().value(), "second ".repeat(5));
        serve(1, one);
        Map<String, String> wrong = new ConcurrentHashMap<>();
        Map<String, Integer> answered = new ConcurrentHashMap<>();
        Thread caller = Thread.ofVirtual().start(() -> {
            while (!Thread.currentThread().isInterrupted()
                    && answered.values().stream().mapToInt(i -> i).sum() < 150) {
                GenerateResponse response = client.calls().generate(ask(stable(), 5));
                String digest = response.getCompletion().getAdapterDigest();
                answered.merge(digest, 1, Integer::sum);
                if (!response.getText().equals(expected.get(digest))) {
                    wrong.put(digest, response.getText());
                }
            }
        });

        for (int swap = 2; swap < 12; swap++) {
            ServedModel next = mill.over(swap % 2 == 0 ? two : one);
            ServedModel before = mill.over(swap % 2 == 0 ? one : two);
            mill.move(task, swap, next, Optional.empty(), Optional.of(before), 0);
            int revision = swap;
            seen.await(AdapterServed.class, event -> event.task().equals(task) && event.revision() == revision);
        }
        caller.join();

        assertThat(wrong).isEmpty();
        assertThat(answered).containsOnlyKeys(expected.keySet());
    }

    @Test
    void aLowerRevisionIsIgnored() {
        ArtifactRef now = mill.train(TinyAdapter.SECOND, "now");
        ArtifactRef late = mill.train(TinyAdapter.FIRST, "late");
        serve(7, now);

        mill.move(task, 6, mill.over(late));
        mill.move(task, 8, mill.over(now), Optional.empty(), Optional.empty(), 0.5);
        await().atMost(Duration.ofSeconds(10)).until(() -> model(stable()).getRevision() == 8);

        assertThat(client.calls().generate(ask(stable(), 1)).getText()).isEqualTo("second ");
        assertThat(seen.all(AdapterServed.class, event -> event.adapter().equals(late.digest())))
                .isEmpty();
    }

    @Test
    void anAdapterWithAChangedByteIsRefusedAndStableGoesOnWithTheLastGoodOne() throws IOException {
        ArtifactRef good = mill.train(TinyAdapter.FIRST, "good");
        serve(1, good);
        Path directory = mill.write(TinyAdapter.SECOND, "flipped " + UUID.randomUUID());
        ArtifactRef broken = mill.store(directory);
        flipAByteOf(Digest.of(Files.readAllBytes(directory.resolve("README.md"))));

        mill.move(task, 2, mill.over(broken), Optional.empty(), Optional.of(mill.over(good)), 0);
        AdapterRefused refused = awaitRefused(broken.digest());

        assertThat(refused.reason()).isEqualTo(RefusalReason.DIGEST_MISMATCH);
        assertThat(refused.revision()).isEqualTo(2);
        assertThat(client.calls().generate(ask(stable(), 1)).getText()).isEqualTo("first ");
        assertThat(model(stable()).getState()).isEqualTo(ModelState.MODEL_STATE_READY);
        assertThat(model(stable()).getRefusal()).contains("DIGEST_MISMATCH");
        assertThat(model(stable()).getRevision()).isEqualTo(1);
    }

    private static void flipAByteOf(Digest digest) throws IOException {
        Path store = GatewayFixture.DIRECTORY.resolve("artifacts");
        Path file;
        try (Stream<Path> files = Files.walk(store)) {
            file = files.filter(Files::isRegularFile)
                    .filter(path -> path.toString().replace("/", "").endsWith(digest.hex()))
                    .findFirst()
                    .orElseThrow();
        }
        byte[] content = Files.readAllBytes(file);
        content[0] ^= 1;
        file.toFile().setWritable(true);
        Files.write(file, content);
    }

    @Test
    void anAdapterOfAnotherBaseIsRefused() {
        ArtifactRef adapter = mill.train(TinyAdapter.FIRST, "other base");
        Digest otherBase = Digest.of(new byte[] {1});

        mill.move(task, 1, new ServedModel(otherBase, Optional.of(adapter)));
        AdapterRefused refused = awaitRefused(adapter.digest());

        assertThat(refused.reason()).isEqualTo(RefusalReason.OTHER_BASE);
        Status status = refusal(() -> client.calls().generate(ask(stable(), 1))).getStatus();
        assertThat(status.getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
        assertThat(model(stable()).getState()).isEqualTo(ModelState.MODEL_STATE_REFUSED);
    }

    @Test
    void anAdapterWithoutEffectIsRefusedAndNeverAnswersUnderItsName() {
        ArtifactRef adapter = mill.train(TinyAdapter.WITHOUT_EFFECT, "fresh from init");

        mill.move(task, 1, mill.baseAlone(), Optional.of(mill.over(adapter)), Optional.empty(), 0);
        AdapterRefused refused = awaitRefused(adapter.digest());

        assertThat(refused.reason()).isEqualTo(RefusalReason.NO_EFFECT);
        Status status =
                refusal(() -> client.calls().generate(ask(candidate(), 1))).getStatus();
        assertThat(status.getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
        assertThat(status.getDescription()).contains("NO_EFFECT");
        assertThat(refusal(() -> client.calls().generate(ask(adapter.digest().value(), 1)))
                        .getStatus()
                        .getCode())
                .isEqualTo(Status.Code.FAILED_PRECONDITION);
    }

    @Test
    void anAdapterThatAnswersOtherwiseThanItsFingerprintIsRefused() {
        ArtifactRef adapter = mill.trainWithForeignFingerprint(TinyAdapter.FIRST, TinyAdapter.SECOND, "foreign");

        mill.move(task, 1, mill.over(adapter));

        assertThat(awaitRefused(adapter.digest()).reason()).isEqualTo(RefusalReason.FINGERPRINT_MISMATCH);
    }

    @Test
    void aDirectoryThatIsNoAdapterIsRefusedWithoutNamingPlacesOnThisMachine() throws IOException {
        Path directory = Files.createTempDirectory(GatewayFixture.DIRECTORY, "no-adapter");
        Files.writeString(directory.resolve("adapter_config.json"), "{\"peft_type\": \"IA3\"}");
        ArtifactRef adapter = mill.store(directory);

        mill.move(task, 1, mill.over(adapter));
        AdapterRefused refused = awaitRefused(adapter.digest());

        assertThat(refused.reason()).isEqualTo(RefusalReason.INVALID_ADAPTER);
        assertThat(refused.message())
                .contains("adapter_config.json")
                .contains("peft_type")
                .doesNotContain(GatewayFixture.DIRECTORY.toString());
    }

    @Test
    void aToolCallInTheOutputIsMarkedAsAProposal() {
        serve(1, mill.train(TinyAdapter.TOOL_CALL, "caller"));

        GenerateResponse response = client.calls().generate(ask(stable(), 1));

        assertThat(response.getText()).isEqualTo(TinyAdapter.TOOL_CALL.phrase());
        assertThat(response.getCompletion().getProposalsList()).containsExactly(ProposalKind.PROPOSAL_KIND_TOOL_CALL);
    }

    @Test
    void baseAndTwoAdaptersAnswerInOneBatch() {
        ArtifactRef one = mill.train(TinyAdapter.FIRST, "batch-one");
        ArtifactRef two = mill.train(TinyAdapter.SECOND, "batch-two");
        mill.move(task, 1, mill.over(one), Optional.of(mill.over(two)), Optional.empty(), 0);
        awaitServed(one.digest());
        awaitServed(two.digest());
        CapturedAnswer<GenerateResponse> long1 = new CapturedAnswer<>();
        CapturedAnswer<GenerateResponse> long2 = new CapturedAnswer<>();
        client.streams().generate(ask(stable(), 1_500), long1);
        client.streams().generate(ask(candidate(), 1_500), long2);

        GenerateResponse ofBase = client.calls().generate(ask("tiny", 1_000));

        assertThat(ofBase.getCompletion().getBatchSize()).isEqualTo(3);
        assertThat(ofBase.getText()).startsWith("abcdefghij");
        assertThat(long1.value().getText()).isEqualTo("first ".repeat(1_500));
        assertThat(long2.value().getText()).isEqualTo("second ".repeat(1_500));
    }
}
