package dev.whetstone.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.whetstone.contracts.TaskName;
import dev.whetstone.local.EmbeddedStack;
import dev.whetstone.local.OtlpReceiver;
import dev.whetstone.local.OtlpReceiver.TracedSpan;
import dev.whetstone.local.TracesOn;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;

import jakarta.inject.Inject;

/** Traces on: work, outbox, broker, consumer and what the consumer appends are one trace, and the records carry the spans' own ids. */
@QuarkusTest
@QuarkusTestResource(value = EmbeddedStack.class, initArgs = @ResourceArg(name = "schema", value = "evaluation"))
@QuarkusTestResource(value = TracesOn.class, restrictToAnnotatedClass = true)
class TracedDeliveryTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String DATASET = "whetstone.dataset.events.v1";
    private static final String STATE = "whetstone.serving.state.v1";

    private static OtlpReceiver receiver;

    private final TaskName task = Facts.task();
    private final TraceParent cause = TraceParent.start();

    @Inject
    Outbox outbox;

    @Inject
    EffectConsumer consumer;

    @BeforeAll
    static void listen() {
        receiver = TracesOn.receiver();
    }

    @AfterAll
    static void close() {
        receiver.close();
    }

    @Test
    void anEventAndWhatComesOfItAreOneChainOfSpans() {
        work();

        awaitSpan("process " + STATE);
        TracedSpan work = span("upload");
        TracedSpan created = span("create " + DATASET);
        TracedSpan taken = span("process " + DATASET);
        TracedSpan answer = span("create " + STATE);
        assertThat(work.parent()).isEqualTo(cause.span());
        assertThat(created.parent()).isEqualTo(work.id());
        assertThat(span("send " + DATASET).parent()).isEqualTo(created.id());
        assertThat(taken.parent()).isEqualTo(created.id());
        assertThat(answer.parent()).isEqualTo(taken.id());
        assertThat(span("process " + STATE).parent()).isEqualTo(answer.id());
        assertThat(List.of(created.kind(), span("send " + DATASET).kind(), taken.kind()))
                .containsExactly("PRODUCER", "CLIENT", "CONSUMER");
        assertThat(taken.attributes())
                .containsEntry("messaging.system", "kafka")
                .containsEntry("messaging.destination.name", DATASET)
                .containsEntry("cloudevents.event_type", "whetstone.dataset.RegressionSamplesAdded.v1");
    }

    @Test
    void aFailedDeliveryIsASpanThatSaysTheTypeOfItsFailureAndNotItsMessage() {
        consumer.fail(task, new IllegalStateException("the prompt was: tell me a secret"));

        work();

        awaitSpan("process " + STATE);
        List<TracedSpan> deliveries = receiver.trace(cause.trace()).stream()
                .filter(span -> span.name().equals("process " + DATASET))
                .toList();
        assertThat(deliveries).extracting(TracedSpan::failed).containsExactly(true, false);
        assertThat(deliveries.getFirst().attributes()).containsEntry("error.type", "java.lang.IllegalStateException");
        assertThat(receiver.everything()).doesNotContain("tell me a secret");
    }

    private void work() {
        TracedWork.after(cause)
                .named("upload")
                .run(() -> QuarkusTransaction.requiringNew().run(() -> outbox.append(Facts.numbered(task, 1))));
    }

    private static TracedSpan only(List<TracedSpan> spans) {
        assertThat(spans).hasSize(1);
        return spans.getFirst();
    }

    private TracedSpan span(String name) {
        return only(receiver.trace(cause.trace()).stream()
                .filter(span -> span.name().equals(name))
                .toList());
    }

    private void awaitSpan(String name) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(receiver.trace(cause.trace()))
                        .extracting(TracedSpan::name)
                        .contains(name));
    }
}
