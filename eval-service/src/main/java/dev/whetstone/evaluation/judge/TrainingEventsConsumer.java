package dev.whetstone.evaluation.judge;

import dev.whetstone.contracts.training.TrainingEvent;
import dev.whetstone.contracts.training.TrainingFailed;
import dev.whetstone.contracts.training.TrainingQueued;
import dev.whetstone.contracts.training.TrainingRefused;
import dev.whetstone.contracts.training.TrainingStarted;
import dev.whetstone.contracts.training.TrainingSucceeded;
import dev.whetstone.evaluation.leadtime.LeadTimes;
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
    private final LeadTimes leadTimes;

    TrainingEventsConsumer(Inbox inbox, CandidateIntake intake, LeadTimes leadTimes) {
        this.inbox = inbox;
        this.intake = intake;
        this.leadTimes = leadTimes;
    }

    @Incoming(CHANNEL)
    @RunOnVirtualThread
    @Transactional
    void on(Received<TrainingEvent> message) {
        inbox.once(message.id(), () -> apply(message));
    }

    private void apply(Received<TrainingEvent> message) {
        switch (message.event()) {
            case TrainingSucceeded succeeded -> intake.take(succeeded);
            case TrainingQueued queued -> leadTimes.queued(queued, message.time());
            case TrainingStarted _, TrainingFailed _, TrainingRefused _ -> {
                // No adapter, nothing to judge.
            }
        }
    }
}
