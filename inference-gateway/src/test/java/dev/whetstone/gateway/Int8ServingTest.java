package dev.whetstone.gateway;

import static dev.whetstone.gateway.GatewayClient.ask;
import static dev.whetstone.gateway.GatewayClient.refusal;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import dev.whetstone.artifacts.TreeDigest;
import dev.whetstone.contracts.ArtifactRef;
import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.TaskName;
import dev.whetstone.contracts.serving.AdapterRefused;
import dev.whetstone.contracts.serving.AdapterServed;
import dev.whetstone.contracts.serving.RefusalReason;
import dev.whetstone.contracts.serving.ServedModel;
import dev.whetstone.engine.Adapter;
import dev.whetstone.engine.LanguageModel;
import dev.whetstone.engine.LoadOptions;
import dev.whetstone.engine.Precision;
import dev.whetstone.engine.WeightFormat;
import dev.whetstone.engine.adapter.AdapterFingerprint;
import dev.whetstone.gateway.tiny.TinyAdapter;
import dev.whetstone.inference.v1.Completion;
import dev.whetstone.inference.v1.GenerateResponse;
import dev.whetstone.inference.v1.GetModelRequest;
import dev.whetstone.inference.v1.ListModelsRequest;
import dev.whetstone.inference.v1.Model;
import dev.whetstone.inference.v1.ModelState;
import io.grpc.Status;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;

import jakarta.inject.Inject;

/** A base in int8 is another model: under its own digest everywhere, and under none of the plain base's adapters. */
@QuarkusTest
@QuarkusTestResource(GatewayFixture.class)
@QuarkusTestResource(value = InInt8.class, restrictToAnnotatedClass = true)
@EnabledIf("dev.whetstone.gateway.InInt8#isPossible")
class Int8ServingTest extends WithClient {

    private static final Path FILES = GatewayFixture.DIRECTORY.resolve("base");

    @Inject
    AdapterMill mill;

    @Inject
    SeenEvents seen;

    private final Digest plain = TreeDigest.of(FILES);
    private final Digest int8 = new Digest(WeightFormat.INT8.identity(plain.value()));
    private final TaskName task =
            new TaskName("task-" + UUID.randomUUID().toString().substring(0, 8));

    @Test
    void whateverAnswersListsOrIsReadyNamesTheBaseInInt8() {
        GenerateResponse response = client.calls().generate(ask("tiny", 3));

        assertThat(response.getText()).isEqualTo("abc");
        assertThat(response.getCompletion().getBaseDigest()).isEqualTo(int8.value());
        assertThat(client.calls()
                        .listModels(ListModelsRequest.getDefaultInstance())
                        .getModelsList())
                .filteredOn(model -> model.getName().equals("tiny"))
                .extracting(Model::getBaseDigest)
                .containsExactly(int8.value());
        given().get("/v1/models/tiny").then().statusCode(200).body("whetstone.base_digest", equalTo(int8.value()));
        given().contentType("application/json")
                .body("{\"model\": \"tiny\", \"messages\": [{\"role\": \"user\", \"content\": \"What next?\"}]}")
                .post("/v1/chat/completions")
                .then()
                .statusCode(200)
                .body("whetstone.base_digest", equalTo(int8.value()));
        given().get("/q/health/ready").then().body("checks.data.digest", hasItem(int8.value()));
    }

    @Test
    void itIsAskedForByItsOwnDigestAndNotByThePlainBases() {
        assertThat(client.calls().generate(ask(int8.value(), 2)).getText()).isEqualTo("ab");
        assertThat(refusal(() -> client.calls().generate(ask(plain.value(), 2)))
                        .getStatus()
                        .getCode())
                .isEqualTo(Status.Code.NOT_FOUND);
    }

    @Test
    void anAdapterJudgedOverThePlainBaseIsRefusedNamingBoth() {
        ArtifactRef adapter = trainedBesideThePlainBase(TinyAdapter.FIRST, "plain");

        mill.move(task, 1, new ServedModel(plain, Optional.of(adapter)));
        AdapterRefused refused = awaitRefused(adapter);

        assertThat(refused.reason()).isEqualTo(RefusalReason.OTHER_BASE);
        assertThat(refused.message()).contains(plain.brief(), int8.brief(), "in int8 and another model");
        Status status =
                refusal(() -> client.calls().generate(ask(task + "@stable", 1))).getStatus();
        assertThat(status.getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
        assertThat(status.getDescription()).contains(plain.brief(), int8.brief());
        Model card = client.calls()
                .getModel(
                        GetModelRequest.newBuilder().setModel(task + "@stable").build());
        assertThat(card.getState()).isEqualTo(ModelState.MODEL_STATE_REFUSED);
        assertThat(card.getBaseDigest()).isEqualTo(plain.value());
        assertThat(card.getRefusal()).contains(plain.brief(), int8.brief());
    }

    @Test
    void theSameAdapterAnswersOnceItIsWantedOverInt8() {
        ArtifactRef adapter = trainedBesideThePlainBase(TinyAdapter.FIRST, "again");
        ServedModel before = new ServedModel(plain, Optional.of(adapter));
        mill.move(task, 1, before);
        awaitRefused(adapter);

        mill.move(task, 2, mill.baseAlone(), Optional.of(mill.over(adapter)), Optional.of(before), 0);
        seen.await(AdapterServed.class, event -> event.task().equals(task));
        GenerateResponse response = client.calls().generate(ask(task + "@candidate", 2));

        Completion facts = response.getCompletion();
        assertThat(response.getText()).isEqualTo("first first ");
        assertThat(facts.getBaseDigest()).isEqualTo(int8.value());
        assertThat(facts.getAdapterDigest()).isEqualTo(adapter.digest().value());
        assertThat(client.calls().generate(ask(task + "@stable", 2)).getText()).isEqualTo("ab");
    }

    /** What int8 changes is small; another adapter is not. */
    @Test
    void anAdapterThatAnswersOtherwiseThanItsFingerprintIsRefusedInInt8Too() {
        ArtifactRef adapter = mill.trainWithForeignFingerprint(TinyAdapter.FIRST, TinyAdapter.SECOND, "foreign");

        mill.move(task, 1, mill.over(adapter));

        assertThat(awaitRefused(adapter).reason()).isEqualTo(RefusalReason.FINGERPRINT_MISMATCH);
    }

    private AdapterRefused awaitRefused(ArtifactRef adapter) {
        return seen.await(
                AdapterRefused.class,
                event -> event.task().equals(task) && event.adapter().equals(adapter.digest()));
    }

    /** As a worker leaves it, which has no int8. */
    private ArtifactRef trainedBesideThePlainBase(TinyAdapter adapter, String label) {
        Path directory = mill.write(adapter, label);
        LoadOptions options = LoadOptions.training(Optional.of(Precision.BFLOAT16), 1);
        try (LanguageModel model = LanguageModel.load(FILES, options);
                Adapter loaded = model.loadAdapter(directory)) {
            AdapterFingerprint.write(model, loaded, directory);
        }
        return mill.store(directory);
    }
}
