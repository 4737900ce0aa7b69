package dev.whetstone.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.whetstone.contracts.TaskName;
import dev.whetstone.local.EmbeddedStack;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.IncomingKafkaRecord;
import io.smallrye.reactive.messaging.kafka.KafkaConnectorIncomingConfiguration;
import io.smallrye.reactive.messaging.kafka.KafkaConsumer;
import io.smallrye.reactive.messaging.kafka.commit.KafkaCommitHandler;
import io.vertx.mutiny.core.Vertx;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.function.BiConsumer;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** A channel that ended is read no more until the next start: the service says that it is not alive, so that somebody starts it again. */
@QuarkusTest
@QuarkusTestResource(value = EmbeddedStack.class, initArgs = @ResourceArg(name = "schema", value = "evaluation"))
@TestProfile(ChannelEndTest.WithoutPatience.class)
@Timeout(90)
class ChannelEndTest {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final TaskName task = Facts.task();

    @Inject
    Bench bench;

    @TestHTTPResource("/q/health/live")
    URI liveness;

    @Test
    void livenessNamesTheChannelThatEnded() throws Exception {
        assertThat(ask().statusCode()).isEqualTo(200);

        bench.send(task, 1);

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(ask().statusCode()).isEqualTo(503));
        assertThat(ask().body())
                .containsPattern("\"dataset-events\": \"\\[KO\\] - .*no offset for a long time")
                .contains("\"serving-state\": \"[OK]\"");
        assertThat(bench.effects(task)).isEmpty();
    }

    private HttpResponse<String> ask() throws IOException, InterruptedException {
        return HTTP.send(HttpRequest.newBuilder(liveness).build(), HttpResponse.BodyHandlers.ofString());
    }

    /** The channel asks for its committed offset, as {@code throttled} does for a partition's first record, and gets no answer. */
    public static final class WithoutPatience implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("mp.messaging.incoming.dataset-events.commit-strategy", NoAnswer.STRATEGY);
        }
    }

    @ApplicationScoped
    @Identifier(NoAnswer.STRATEGY)
    static class NoAnswer implements KafkaCommitHandler.Factory {

        static final String STRATEGY = "test-no-answer";

        @Override
        public KafkaCommitHandler create(
                KafkaConnectorIncomingConfiguration channel,
                Vertx vertx,
                KafkaConsumer<?, ?> consumer,
                BiConsumer<Throwable, Boolean> reportFailure) {
            return new KafkaCommitHandler() {
                @Override
                public <K, V> Uni<IncomingKafkaRecord<K, V>> received(IncomingKafkaRecord<K, V> record) {
                    return Uni.createFrom().failure(new TimeoutException("no offset for a long time"));
                }

                @Override
                public <K, V> Uni<Void> handle(IncomingKafkaRecord<K, V> record) {
                    return Uni.createFrom().voidItem();
                }
            };
        }
    }
}
