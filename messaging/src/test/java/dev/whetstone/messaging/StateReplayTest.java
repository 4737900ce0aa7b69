package dev.whetstone.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

import java.util.Map;

class StateReplayTest {

    private final TopicPartition place = new TopicPartition("state", 0);
    private final StateReplay replay = new StateReplay();

    @Test
    void pictureIsIncompleteUntilWhatWasThereAtTheStartIsHandled() {
        assertThat(replay.complete()).as("not assigned").isFalse();
        replay.start(Map.of(place, 3L), Map.of(place, 8L));
        assertThat(replay.complete()).isFalse();
        replay.handled(place, 5); // compaction leaves gaps
        assertThat(replay.complete()).isFalse();
        replay.handled(place, 7);
        assertThat(replay.complete()).isTrue();
    }

    @Test
    void emptyTopicIsComplete() {
        replay.start(Map.of(place, 0L), Map.of(place, 0L));
        assertThat(replay.complete()).isTrue();
    }

    @Test
    void reassignmentDoesNotForgetWhatWasRead() {
        replay.start(Map.of(place, 0L), Map.of(place, 2L));
        replay.handled(place, 1);
        replay.start(Map.of(place, 0L), Map.of(place, 9L));
        assertThat(replay.complete()).isTrue();
    }
}
