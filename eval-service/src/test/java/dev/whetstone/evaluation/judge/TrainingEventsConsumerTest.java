package dev.whetstone.evaluation.judge;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whetstone.contracts.ArtifactRef;
import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.TaskName;
import dev.whetstone.contracts.training.TrainingEvent;
import dev.whetstone.contracts.training.TrainingSucceeded;
import dev.whetstone.evaluation.scenario.Scenario;
import dev.whetstone.messaging.Received;
import org.junit.jupiter.api.Test;

import java.net.URI;
import java.util.UUID;

import jakarta.inject.Inject;

@Scenario
class TrainingEventsConsumerTest {
    private static final Digest SOMETHING = Digest.of(new byte[] {9});
    private static final ArtifactRef ARTIFACT = new ArtifactRef(URI.create("artifact:/sha256/x"), SOMETHING, 1);

    @Inject
    TrainingEventsConsumer consumer;

    @Test
    void adapterOfATrainingThatNothingJustifiedGoesToTheDeadLettersWithTheReason() {
        TrainingEvent unjustified = new TrainingSucceeded(
                new TaskName("unheard-of"),
                UUID.randomUUID(),
                UUID.randomUUID(),
                SOMETHING,
                SOMETHING,
                ARTIFACT,
                0.1,
                1,
                ARTIFACT);

        assertThatThrownBy(() -> consumer.on(Received.now(unjustified, "training-service")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no JUSTIFIED decision")
                .hasMessageContaining(SOMETHING.value());
    }
}
