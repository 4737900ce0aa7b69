package dev.whetstone.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.whetstone.contracts.TaskName;
import dev.whetstone.local.EmbeddedStack;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import org.eclipse.microprofile.health.Readiness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.net.ConnectException;
import java.time.Duration;
import java.util.TreeSet;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

/** Nothing lost, nothing doubled, nothing overtaken: a consumer on the real broker and database. */
@QuarkusTest
@QuarkusTestResource(value = EmbeddedStack.class, initArgs = @ResourceArg(name = "schema", value = "evaluation"))
@Timeout(90)
class ConsumerTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final TaskName task = Facts.task();

    @Inject
    Bench bench;

    @Inject
    Outbox outbox;

    @Inject
    Inbox inbox;

    @Inject
    EffectConsumer consumer;

    @Inject
    StateConsumer state;

    @Inject
    KafkaClientService clients;

    @Inject
    @Readiness
    BrokerWatch broker;

    @Test
    void committedChangeIsPublishedAndTakenInOnce() {
        QuarkusTransaction.requiringNew().run(() -> outbox.append(Facts.numbered(task, 1)));

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(bench.effects(task)).containsExactly(1));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(state.revisions(task)).containsExactly(1L));
    }

    @Test
    void wholeWorkOfAnEventHasOneTrace() {
        OutboundEvent first = bench.send(task, 1);

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(state.traces(task))
                        .containsExactly(first.trace().trace()));
    }

    @Test
    void rolledBackChangeIsNeverPublished() {
        assertThatThrownBy(() -> QuarkusTransaction.requiringNew().run(() -> {
                    outbox.append(Facts.numbered(task, 1));
                    throw new IllegalStateException("no");
                }))
                .hasMessageContaining("no");
        QuarkusTransaction.requiringNew().run(() -> outbox.append(Facts.numbered(task, 2)));

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(bench.effects(task)).containsExactly(2));
        assertThat(TopicReader.numbers(bench.kafka(), task)).containsExactly(2);
    }

    @Test
    void outsideATransactionNothingIsAppendedOrTakenIn() {
        assertThatThrownBy(() -> outbox.append(Facts.numbered(task, 1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("@Transactional");
        assertThatThrownBy(() -> inbox.once(bench.send(task, 1).id(), () -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("@Transactional");
    }

    @Test
    void duplicateHasNoEffect() {
        double before = bench.counted("whetstone.inbox.duplicates");
        OutboundEvent event = bench.send(task, 1);
        bench.send(event);
        bench.send(task, 2);

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(bench.effects(task)).containsExactly(1, 2));
        assertThat(bench.counted("whetstone.inbox.duplicates")).isEqualTo(before + 1);
    }

    @Test
    void consumerKilledBetweenEffectAndAcknowledgementDoesNotRepeatTheEffect() {
        IntStream.rangeClosed(1, 5).forEach(number -> bench.send(task, number));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(bench.effects(task)).containsExactly(1, 2, 3, 4, 5));

        // What the group's next consumer does when this one dies before its offsets are committed: it reads the records
        // again.
        clients.getConsumer("dataset-events")
                .runOnPollingThread(polling -> {
                    polling.seekToBeginning(polling.assignment());
                    return polling.assignment();
                })
                .await()
                .atMost(PATIENCE);
        bench.send(task, 6);

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(bench.effects(task)).contains(6));
        assertThat(bench.effects(task)).containsExactly(1, 2, 3, 4, 5, 6);
    }

    @Test
    void effectAndInboxRollBackTogetherAndTheDeliveryIsTriedAgain() {
        consumer.fail(
                task,
                new TransientFailure("the store is away", new ConnectException()),
                new TransientFailure("still", new ConnectException()),
                new TransientFailure("still", new ConnectException()),
                new TransientFailure("still", new ConnectException()),
                new TransientFailure("still", new ConnectException()),
                new TransientFailure("still", new ConnectException()));
        bench.send(task, 1);
        bench.send(task, 2);

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(bench.effects(task)).containsExactly(1, 2));
        assertThat(bench.deadLetters(task)).isEmpty();
        assertThat(bench.counted("whetstone.deliveries.retried")).isGreaterThanOrEqualTo(6);
    }

    @Test
    void eventsThatComeWhileTheDatabaseIsAwayAreAppliedOnceInOrderWhenItIsBack() {
        bench.send(task, 1);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(bench.effects(task)).containsExactly(1));

        EmbeddedStack.withoutPostgres(() -> {
            IntStream.rangeClosed(2, 6).forEach(number -> bench.send(task, number));
            double before = bench.counted("whetstone.deliveries.retried");
            await().atMost(PATIENCE).until(() -> bench.counted("whetstone.deliveries.retried") > before + 4);
        });

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(bench.effects(task)).containsExactly(1, 2, 3, 4, 5, 6));
        assertThat(bench.deadLetters(task)).isEmpty();
        // The relay may have died between publishing and marking: then its events come twice, under the same ids.
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(new TreeSet<>(state.revisions(task))).hasSize(6));
    }

    @Test
    void changesThatComeWhileTheBrokerIsAwayAreAcceptedAndPublishedWhenItIsBack() {
        EmbeddedStack.withoutKafka(() -> {
            for (int number = 1; number <= 3; number++) {
                int total = number;
                QuarkusTransaction.requiringNew().run(() -> outbox.append(Facts.numbered(task, total)));
            }
        });

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(bench.effects(task)).containsExactly(1, 2, 3));
    }

    @Test
    void serviceIsReadyOnceTheBrokerHasAnswered() {
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(broker.call().getStatus().name()).isEqualTo("UP"));
    }
}
