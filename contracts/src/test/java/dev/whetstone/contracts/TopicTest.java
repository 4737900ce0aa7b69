package dev.whetstone.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.List;

class TopicTest {

    @Test
    void theListAndTheCodeNameTheSameTopicsInTheSameOrder() {
        assertThat(TopicSettings.all()).extracting(TopicSettings::topic).containsExactly(Topic.values());
    }

    @Test
    void everyTopicOfTheListCarriesTheEventsOfItsSealedInterface() {
        assertThat(TopicSettings.all()).allSatisfy(settings -> {
            List<String> permitted = EventType.all().stream()
                    .filter(type -> type.topic() == settings.topic())
                    .map(type -> type.event().getSimpleName())
                    .toList();
            assertThat(settings.events()).as(settings.topic().topicName()).containsExactlyElementsOf(permitted);
        });
    }

    @Test
    void onlyTheServingStateIsCompactedAndKeptForEver() {
        assertThat(TopicSettings.all()).allSatisfy(settings -> {
            boolean state = settings.topic() == Topic.SERVING_STATE;
            assertThat(settings.cleanup()).isEqualTo(state ? "compact" : "delete");
            assertThat(settings.retention().isEmpty()).isEqualTo(state);
        });
    }

    @Test
    void anEventTypeIsFoundByItsCloudEventsName() {
        EventType type =
                EventType.named("whetstone.dataset.DatasetVersionPublished.v1").orElseThrow();

        assertThat(type.topic()).isEqualTo(Topic.DATASET);
        assertThat(EventType.named("whetstone.dataset.DatasetVersionPublished.v2"))
                .isEmpty();
    }

    @Test
    void progressIsKeyedByItsJobAndEverythingElseByItsTask() {
        assertThat(SampleEvents.all()).allSatisfy(event -> {
            boolean progress = EventType.of(event).topic() == Topic.TRAINING_PROGRESS;
            assertThat(event.key().equals(event.task().value())).isEqualTo(!progress);
        });
    }

    @Test
    void everyTopicHasItsDeadLetters() {
        assertThat(Topic.DATASET.deadLetterName()).isEqualTo("whetstone.dataset.events.v1.dlq");
    }
}
