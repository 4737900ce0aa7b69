package dev.whetstone.evaluation.judge;

import dev.whetstone.contracts.training.TrainingEvent;
import dev.whetstone.contracts.training.TrainingFailed;
import dev.whetstone.contracts.training.TrainingQueued;
import dev.whetstone.contracts.training.TrainingRefused;
import dev.whetstone.contracts.training.TrainingStarted;
import dev.whetstone.contracts.training.TrainingSucceeded;
import dev.whetstone.messaging.Inbox;
import dev.whetstone.messaging.Received;
import io.smallrye.common.annotation.RunOnVirtualThread;
import org.eclipse.microprofile.reactive.messaging.Incoming;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

/** Acknowledged after the transaction commits; the inbox makes a redelivery harmless. */
@ApplicationScoped
class TrainingEventsConsumer {
    static final String CHANNEL = "training-events";

    private final Inbox inbox;
    private final CandidateIntake intake;

    TrainingEventsConsumer(Inbox inbox, CandidateIntake intake) {
        this.inbox = inbox;
        this.intake = intake;
    }

    @Incoming(CHANNEL)
    @RunOnVirtualThread
    @Transactional
    void on(Received<TrainingEvent> message) {
        inbox.once(message.id(), () -> apply(message.event()));
    }

    private void apply(TrainingEvent event) {
        switch (event) {
            case TrainingSucceeded succeeded -> intake.take(succeeded);
            case TrainingQueued _, TrainingStarted _, TrainingFailed _, TrainingRefused _ -> {
                // No adapter, nothing to judge.
            }
        }
    }
}
