package dev.whetstone.dataset.service;

import static dev.whetstone.dataset.Samples.rows;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.whetstone.artifacts.sample.BreakableStore;
import dev.whetstone.contracts.dataset.DatasetVersionPublished;
import dev.whetstone.dataset.service.Service.Answer;
import dev.whetstone.local.EmbeddedStack;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import jakarta.inject.Inject;

/** Disk, store, database or broker fail while the service runs: it says so, loses nothing, and works on when they are back. */
@QuarkusTest
@QuarkusTestResource(ServiceStack.class)
class OutageTest {

    private static final String TASK = "outage";

    @Inject
    PublishedEvents events;

    @Inject
    BreakableStore store;

    @BeforeEach
    void createTask() {
        assertThat(Service.put("/v1/tasks/" + TASK, "{}").status()).isIn(200, 201);
    }

    @AfterEach
    void theProcessLives() {
        assertThat(Service.get("/q/health/live").status()).isEqualTo(200);
    }

    @Test
    void aStoreThatFailsLeavesNoVersionAndIsTriedAgain() throws IOException {
        // Given: nothing can be written any more
        Path incoming = ServiceStack.ARTIFACTS.resolve("incoming");
        Path aside = ServiceStack.ARTIFACTS.resolve("incoming.aside");
        List<String> data = rows("store", 40, 2);
        Files.move(incoming, aside);
        Files.writeString(incoming, "in the way");

        // When
        Answer failed = Service.upload(TASK, data);
        Files.delete(incoming);
        Files.move(aside, incoming);
        Answer again = Service.upload(TASK, data);

        // Then
        assertThat(failed.status()).isEqualTo(503);
        assertThat(failed.code()).isEqualTo("store.failed");
        assertThat(failed.raw().headers().firstValue("Retry-After")).isPresent();
        assertThat(again.status()).isIn(200, 201);
    }

    @Test
    void aStoreThatIsAwayIsSaidSoAndTakesUploadsWhenItIsBack() {
        List<String> data = rows("away", 40, 6);
        store.away(true);

        Answer away;
        try {
            away = Service.upload(TASK, data);
        } finally {
            store.away(false);
        }

        assertThat(away.status()).isEqualTo(503);
        assertThat(away.code()).isEqualTo("store.failed");
        assertThat(away.body().path("message").asText()).contains("the store is away");
        assertThat(away.raw().headers().firstValue("Retry-After")).isPresent();
        assertThat(Service.upload(TASK, data).status()).isIn(200, 201);
    }

    @Test
    void aDatabaseThatGoesAwayInTheMiddleOfAnUploadIsSaidSoAndNothingIsHalfDone() throws Exception {
        // Given: an upload of which half has arrived
        CountDownLatch half = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        List<String> data = new ArrayList<>(rows("middle", 40, 3));
        CompletableFuture<Answer> upload = Service.uploadLater(
                TASK, HttpRequest.BodyPublishers.ofInputStream(() -> new Pausing(data, half, goOn)));
        assertThat(half.await(10, TimeUnit.SECONDS)).isTrue();

        // When
        ServiceStack.databaseReachable(false);
        goOn.countDown();
        Answer away;
        try {
            away = upload.get(30, TimeUnit.SECONDS);
            await().untilAsserted(() -> assertThat(readiness()).isEqualTo(503));
            assertThat(Service.get("/q/health/live").status()).isEqualTo(200);
        } finally {
            ServiceStack.databaseReachable(true);
        }

        // Then
        assertThat(away.status()).isEqualTo(503);
        assertThat(away.code()).isEqualTo("database.unavailable");
        assertThat(away.body().path("what_to_do").asText()).contains("try again when the database is back");
        await().untilAsserted(
                        () -> assertThat(Service.upload(TASK, data).status()).isEqualTo(201));
        await().untilAsserted(() -> assertThat(readiness()).isEqualTo(200));
    }

    @Test
    void anUploadThatFindsNoRoomIsRefusedAndTakenLater() throws IOException {
        // Given: nothing can be spooled any more
        List<String> data = rows("room", 40, 4);
        Path spool = Files.createDirectories(ServiceStack.DIRECTORY.resolve("spool"));
        Path aside = ServiceStack.DIRECTORY.resolve("spool.aside");
        Files.move(spool, aside);
        Files.writeString(spool, "in the way");

        // When
        Answer refused = Service.upload(TASK, data);
        Files.delete(spool);
        Files.move(aside, spool);
        Answer again = Service.upload(TASK, data);

        // Then
        assertThat(refused.status()).isEqualTo(507);
        assertThat(refused.code()).isEqualTo("no_space");
        assertThat(refused.body().path("message").asText()).contains(spool.toString());
        assertThat(refused.body().path("what_to_do").asText()).contains("free disk space", "nothing was published");
        assertThat(again.status()).isEqualTo(201);
    }

    @Test
    void withoutABrokerUploadsAreTakenAndToldWhenItIsBack() {
        Service.createTask("broker-outage");

        EmbeddedStack.withoutKafka(() -> {
            assertThat(Service.upload("broker-outage", rows("r", 30, 5)).status())
                    .isEqualTo(201);
            await().untilAsserted(() -> assertThat(Service.get("/q/health/ready")
                            .body()
                            .findParents("answers")
                            .getFirst()
                            .path("answers")
                            .asBoolean(true))
                    .isFalse());
            assertThat(readiness()).isEqualTo(200);
        });

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(events.of("broker-outage", DatasetVersionPublished.class))
                        .hasSize(1));
    }

    private static int readiness() {
        return Service.get("/q/health/ready").status();
    }

    /** Stops after half of its lines until it may go on. */
    private static final class Pausing extends InputStream {

        private final byte[] content;
        private final CountDownLatch half;
        private final CountDownLatch goOn;
        private int position;

        Pausing(List<String> lines, CountDownLatch half, CountDownLatch goOn) {
            this.content = String.join("\n", lines).getBytes(UTF_8);
            this.half = half;
            this.goOn = goOn;
        }

        @Override
        public int read() {
            if (position == content.length / 2) {
                half.countDown();
                try {
                    goOn.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
            return position == content.length ? -1 : content[position++] & 0xFF;
        }
    }
}
