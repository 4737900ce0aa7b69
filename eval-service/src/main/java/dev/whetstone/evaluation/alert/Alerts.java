package dev.whetstone.evaluation.alert;

import static dev.whetstone.evaluation.edge.EvaluationError.ALERT_CLOSED;
import static dev.whetstone.evaluation.edge.EvaluationError.ALERT_UNKNOWN;

import dev.whetstone.contracts.TaskName;
import dev.whetstone.contracts.evaluation.RegressionCleared;
import dev.whetstone.contracts.evaluation.RegressionDetected;
import dev.whetstone.edge.RequestRefused;
import dev.whetstone.evaluation.alias.AliasMoved;
import dev.whetstone.evaluation.alias.Aliases;
import dev.whetstone.evaluation.alias.MoveAction;
import dev.whetstone.messaging.Outbox;
import org.jboss.logging.Logger;

import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.transaction.Transactional;

/** Opens alerts and closes them: by a person, or because another adapter was promoted. */
@ApplicationScoped
@Transactional
public class Alerts {
    private static final Logger LOG = Logger.getLogger(Alerts.class);

    private final Aliases aliases;
    private final Outbox outbox;
    private final Webhooks webhooks;
    private final Clock clock;

    Alerts(Aliases aliases, Outbox outbox, Webhooks webhooks, Clock clock) {
        this.aliases = aliases;
        this.outbox = outbox;
        this.webhooks = webhooks;
        this.clock = clock;
    }

    /** In the caller's transaction. @param proposedRows failing inputs that go to the regression split */
    public void raise(RegressionDetected regression, int proposedRows) {
        outbox.append(regression);
        Alert alert = Alert.raise(regression, proposedRows, clock.instant());
        webhooks.tell(alert);
        LOG.warnf(
                "regression task=%s criterion=%s outputs=%d failures=%d alert=%s",
                regression.task(),
                regression.criterion(),
                regression.outputs(),
                regression.failures(),
                regression.alert());
    }

    /** Locks in the order of every other change: the alias first. */
    AlertView close(UUID id, String reason) {
        TaskName task = Alert.taskOf(id)
                .orElseThrow(() -> new RequestRefused(
                        ALERT_UNKNOWN, "there is no alert " + id, "List them: GET /v1/tasks/{task}/alerts."));
        aliases.lock(task);
        Alert alert = Alert.lock(id).orElseThrow();
        if (!alert.open()) {
            throw new RequestRefused(ALERT_CLOSED, "alert " + id + " is closed already", "Nothing is left to do.");
        }
        close(alert, reason);
        return alert.view();
    }

    /** What regressed is served no more: a verdict put something proven in its place. */
    void on(@Observes AliasMoved moved) {
        if (moved.action() == MoveAction.PROMOTED) {
            Alert.lockOpen(moved.after().task()).forEach(alert -> close(alert, "promoted: " + moved.reason()));
        }
    }

    private void close(Alert alert, String reason) {
        alert.close(reason, clock.instant());
        outbox.append(new RegressionCleared(alert.task(), alert.id(), reason));
        webhooks.tell(alert);
        LOG.infof("alert closed task=%s alert=%s", alert.task(), alert.id());
    }

    /** When the task's newest alert until then was raised. */
    public Optional<Instant> raisedLastBefore(TaskName task, Instant when) {
        return Alert.raisedLastBefore(task, when);
    }
}
