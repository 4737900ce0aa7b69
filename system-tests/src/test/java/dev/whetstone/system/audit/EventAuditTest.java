package dev.whetstone.system.audit;

import static dev.whetstone.system.audit.Finding.Kind.DEAD;
import static dev.whetstone.system.audit.Finding.Kind.DOUBLED;
import static dev.whetstone.system.audit.Finding.Kind.INVENTED;
import static dev.whetstone.system.audit.Finding.Kind.LOST;
import static dev.whetstone.system.audit.Finding.Kind.REORDERED;
import static dev.whetstone.system.audit.Finding.Kind.WAITING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.whetstone.contracts.dataset.DatasetVersionPublished;
import dev.whetstone.contracts.evaluation.RegressionSamplesProposed;
import dev.whetstone.contracts.evaluation.TuningDecided;
import dev.whetstone.contracts.serving.AdapterServed;
import dev.whetstone.contracts.serving.ServingChanged;
import dev.whetstone.contracts.traffic.OutputSampled;
import dev.whetstone.contracts.training.TrainingProgressed;
import dev.whetstone.contracts.training.TrainingQueued;
import org.junit.jupiter.api.Test;

/** Each test but the first two plants one fault, and the audit must name just that. */
class EventAuditTest {

    private final Telling telling = Telling.of(
            Golden.event(DatasetVersionPublished.class),
            Golden.event(TuningDecided.class),
            Golden.event(TrainingQueued.class),
            Golden.event(TrainingProgressed.class),
            Golden.event(AdapterServed.class),
            Golden.event(OutputSampled.class),
            Golden.event(RegressionSamplesProposed.class));

    @Test
    void nothingIsFoundWhereEachEventIsCommittedToldAndTakenIn() {
        EventAudit audit = audit();

        assertThat(audit.findings()).isEmpty();
        assertThat(audit.committed()).isEqualTo(4);
        assertThat(audit.told()).isEqualTo(7);
        assertThat(audit.deliveries()).isEqualTo(9).isEqualTo(telling.inbox.size());
    }

    @Test
    void aRecordThatIsRepeatedIsARedelivery() {
        telling.records.add(telling.records.getFirst());

        assertThat(audit().findings()).isEmpty();
        assertThat(audit().redeliveries()).isEqualTo(1);
    }

    @Test
    void anEventThatNeverReachedItsTopicIsLost() {
        OutboxRow row = new OutboxRow("dataset", 9, "no-record", DATASET_TOPIC, "task", "Published", true);
        telling.outbox.add(row);

        assertFinds(LOST, "marked as published, but not on " + DATASET_TOPIC);
    }

    @Test
    void anEventThatIsNotPublishedIsNamed() {
        telling.outbox.add(new OutboxRow("dataset", 9, "waits", DATASET_TOPIC, "task", "Published", false));

        assertFinds(WAITING, "not published yet");
    }

    @Test
    void aRecordThatNobodyCommittedIsInvented() {
        telling.outbox.removeIf(row -> row.schema().equals("training"));

        assertFinds(INVENTED, "training has not committed whetstone.training.TrainingQueued.v1");
    }

    @Test
    void twoRecordsOfOneIdWithDifferentContentsAreADouble() {
        TopicRecord first = telling.records.getFirst();
        telling.records.add(new TopicRecord(first.topic(), 0, 99, first.id(), first.type(), first.key(), "{}"));

        assertFinds(DOUBLED, "two different records have the id of");
    }

    @Test
    void aFactThatIsCommittedAgainUnderAnotherIdIsADouble() {
        telling.tell(Golden.event(TuningDecided.class));

        assertFinds(DOUBLED, "is told again as whetstone.evaluation.TuningDecided.v1");
    }

    @Test
    void factsOfOneKeyThatWereOvertakenAreReordered() {
        int decided = 1;
        TopicRecord proposed = telling.records.removeLast();
        telling.records.add(decided, proposed);

        assertFinds(REORDERED, "whetstone.evaluation.TuningDecided.v1");
    }

    @Test
    void anEventThatAConsumerHasNotTakenInIsLost() {
        telling.inbox.removeIf(row -> row.consumer().equals("training-progress"));

        assertFinds(LOST, "not taken in by training, training-progress: whetstone.training.TrainingProgressed.v1");
    }

    @Test
    void aConsumerThatTookAnEventInTwiceIsADouble() {
        telling.inbox.add(telling.inbox.getFirst());

        assertFinds(DOUBLED, "taken in twice by evaluation, dataset-events");
    }

    @Test
    void anEventThatWasTakenInButNeverToldIsInvented() {
        telling.inbox.add(new InboxRow("training", "dataset-events", "from-nowhere"));

        assertFinds(INVENTED, "but not on its topic: event from-nowhere");
    }

    @Test
    void aConsumerThatTheAuditDoesNotKnowIsNamed() {
        telling.inbox.add(new InboxRow("training", "direct", "some-event"));

        assertFinds(INVENTED, "a consumer that this audit does not know");
    }

    @Test
    void aDeadLetterIsNamed() {
        telling.dead.add(telling.records.getFirst());

        assertFinds(DEAD, "whetstone.dataset.DatasetVersionPublished.v1");
    }

    @Test
    void onlyTheNewestStateOfATaskMustStillBeThere() {
        ServingChanged golden = Golden.event(ServingChanged.class);
        TopicRecord first = telling.tell(golden);
        TopicRecord second = telling.tell(next(golden));

        telling.records.remove(first);
        assertThat(audit().findings()).isEmpty();

        telling.records.remove(second);
        assertFinds(LOST, second.id());
    }

    private static ServingChanged next(ServingChanged golden) {
        return new ServingChanged(
                golden.task(),
                golden.revision() + 1,
                golden.stable(),
                golden.candidate(),
                golden.previous(),
                golden.sampledShare(),
                golden.reason());
    }

    private static final String DATASET_TOPIC = "whetstone.dataset.events.v1";

    private EventAudit audit() {
        return EventAudit.of(telling.trail());
    }

    private void assertFinds(Finding.Kind kind, String text) {
        assertThat(audit().findings()).singleElement().satisfies(finding -> {
            assertThat(finding.kind()).isEqualTo(kind);
            assertThat(finding.text()).contains(text);
        });
    }
}
