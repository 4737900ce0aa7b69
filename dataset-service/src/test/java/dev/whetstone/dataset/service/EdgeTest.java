package dev.whetstone.dataset.service;

import static dev.whetstone.dataset.Samples.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.whetstone.artifacts.ArtifactStoreFullException;
import dev.whetstone.dataset.edge.ArtifactErrors;
import dev.whetstone.edge.ErrorView;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import jakarta.inject.Inject;
import jakarta.ws.rs.core.Response;

@QuarkusTest
@QuarkusTestResource(ServiceStack.class)
class EdgeTest {

    @Inject
    ArtifactErrors errors;

    @Test
    void theServiceIsReadyWithItsDatabaseBrokerAndStore() {
        await().untilAsserted(() -> {
            Service.Answer health = Service.get("/q/health/ready");
            assertThat(health.status()).as(health.body().toString()).isEqualTo(200);
            assertThat(health.body().path("checks").findValuesAsText("name")).contains("artifact-store", "broker");
        });
    }

    @Test
    void whatTheApiTakesAndGivesIsDescribed() {
        String description =
                new String(Service.get("/q/openapi?format=json").raw().body(), StandardCharsets.UTF_8);

        assertThat(description)
                .contains(
                        "/v1/tasks/{task}/datasets",
                        "application/x-ndjson",
                        "TaskDefinition",
                        "max_tokens",
                        "/v1/uploads/{digest}/report");
    }

    @Test
    void uploadsAreMeasured() {
        Service.createTask("measured");
        Service.upload("measured", rows("r", 20, 1));
        Service.upload("measured", "nonsense".getBytes(StandardCharsets.UTF_8));

        String metrics = new String(Service.get("/q/metrics").raw().body(), StandardCharsets.UTF_8);

        assertThat(metrics)
                .containsPattern("dataset_upload_duration_seconds_count\\{outcome=\"published\"} [1-9]")
                .containsPattern("dataset_upload_duration_seconds_count\\{outcome=\"rejected\"} [1-9]")
                .containsPattern("dataset_findings_blocking_total\\{code=\"json.malformed\"} [1-9]");
    }

    @Test
    void versionsAreCountedFromTheirRows() {
        Service.createTask("counted");
        Service.upload("counted", rows("c", 20, 1));

        await().untilAsserted(() -> assertThat(
                        new String(Service.get("/q/metrics").raw().body(), StandardCharsets.UTF_8))
                .contains("dataset_versions_published_total{origin=\"upload\",task=\"counted\"} 1.0")
                .contains("dataset_versions_published_total{origin=\"regression\",task=\"counted\"} 0.0")
                .contains("dataset_regression_samples_added_total{task=\"counted\"} 0.0"));
    }

    @Test
    void noDiskSpaceIsSaidSo() {
        try (Response response = errors.map(new ArtifactStoreFullException(
                "no disk space: could not store x", new IOException("No space left on device")))) {
            assertThat(response.getStatus()).isEqualTo(507);
            assertThat(((ErrorView) response.getEntity()).code()).isEqualTo("no_space");
            assertThat(((ErrorView) response.getEntity()).whatToDo()).contains("free disk space");
        }
    }
}
