package dev.whetstone.training.evidence;

import dev.whetstone.contracts.evaluation.AdapterJudged;
import dev.whetstone.contracts.evaluation.EvaluationCompleted;
import dev.whetstone.contracts.evaluation.EvaluationEvent;
import dev.whetstone.contracts.evaluation.RegressionCleared;
import dev.whetstone.contracts.evaluation.RegressionDetected;
import dev.whetstone.contracts.evaluation.RegressionSamplesProposed;
import dev.whetstone.contracts.evaluation.RetrainingAlerted;
import dev.whetstone.contracts.evaluation.TuningDecided;
import dev.whetstone.contracts.evaluation.TuningDecision;
import dev.whetstone.contracts.training.TrainingTrigger;
import dev.whetstone.messaging.Inbox;
import dev.whetstone.messaging.Received;
import dev.whetstone.training.trigger.RetrainingTrigger;
import io.smallrye.common.annotation.RunOnVirtualThread;
import org.eclipse.microprofile.reactive.messaging.Incoming;

import java.time.Clock;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

/** Decisions become evidence; a justified one, a regression and an alert ask for a job. Acknowledged after the transaction commits. */
@ApplicationScoped
class EvaluationEventsConsumer {

    static final String CHANNEL = "evaluation-events";

    private final Inbox inbox;
    private final Clock clock;

    EvaluationEventsConsumer(Inbox inbox, Clock clock) {
        this.inbox = inbox;
        this.clock = clock;
    }

    @Incoming(CHANNEL)
    @RunOnVirtualThread
    @Transactional
    void on(Received<EvaluationEvent> message) {
        inbox.once(message.id(), () -> apply(message.event()));
    }

    private void apply(EvaluationEvent event) {
        switch (event) {
            case TuningDecided decided -> {
                TuningEvidence.remember(decided, clock.instant());
                if (decided.outcome() == TuningDecision.JUSTIFIED) {
                    RetrainingTrigger.ask(decided.task(), TrainingTrigger.DECISION, clock.instant());
                }
            }
            case RegressionDetected regression ->
                RetrainingTrigger.ask(regression.task(), TrainingTrigger.REGRESSION, clock.instant());
            case RetrainingAlerted alert -> RetrainingTrigger.ask(alert.task(), TrainingTrigger.ALERT, clock.instant());
            case EvaluationCompleted _, AdapterJudged _, RegressionCleared _, RegressionSamplesProposed _ -> {
                // Nothing that training acts on.
            }
        }
    }
}
