package dev.whetstone.evaluation.intake;

import dev.whetstone.contracts.TaskName;
import dev.whetstone.contracts.evaluation.RetrainingAlerted;
import dev.whetstone.evaluation.definition.Evals;
import dev.whetstone.evaluation.intake.IntakeView.AnsweredAlert;
import dev.whetstone.messaging.Outbox;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import org.jboss.logging.Logger;

import java.time.Clock;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

/** Makes facts of the alerts of one call: all in one transaction, so that the answer comes when they are in the outbox. */
@ApplicationScoped
@Startup // its counters are there with zero before the first alert
class Intake {
    private static final Logger LOG = Logger.getLogger(Intake.class);

    /** One for all calls: two of them with the same alerts, as two Alertmanagers send them, then wait for each other in a line. */
    private static final Comparator<FiredAlert> ORDER = Comparator.comparing(
                    (FiredAlert alert) -> alert.task().orElse(""))
            .thenComparing(FiredAlert::fingerprint)
            .thenComparing(FiredAlert::startsAt);

    private final Set<String> names;
    private final TakenAlerts taken;
    private final Evals evals;
    private final Outbox outbox;
    private final Map<AlertOutcome, Counter> received = new EnumMap<>(AlertOutcome.class);
    private final Clock clock;

    Intake(IntakeConfig config, TakenAlerts taken, Evals evals, Outbox outbox, MeterRegistry metrics, Clock clock) {
        this.names = new HashSet<>(config.names().orElse(List.of()));
        this.taken = taken;
        this.evals = evals;
        this.outbox = outbox;
        for (AlertOutcome outcome : AlertOutcome.values()) {
            received.put(outcome, metrics.counter("evaluation.alerts.received", "outcome", outcome.label()));
        }
        this.clock = clock;
    }

    @Transactional
    IntakeView take(WebhookCall call) {
        return new IntakeView(
                call.alerts().stream()
                        .sorted(ORDER)
                        .map(alert -> AnsweredAlert.of(alert, take(alert)))
                        .toList(),
                call.truncated());
    }

    private AlertOutcome take(FiredAlert alert) {
        AlertOutcome outcome = outcome(alert);
        received.get(outcome).increment();
        return outcome;
    }

    private AlertOutcome outcome(FiredAlert alert) {
        if (!names.contains(alert.name())) {
            return AlertOutcome.UNLISTED;
        }
        if (!alert.firing()) {
            return AlertOutcome.RESOLVED;
        }
        if (alert.task().isEmpty()) {
            LOG.warnf(
                    "alert passed over, it has no label task: name=%s fingerprint=%s",
                    alert.name(), alert.fingerprint());
            return AlertOutcome.TASK_MISSING;
        }
        Optional<TaskName> task = known(alert.task().get());
        if (task.isEmpty()) {
            LOG.warnf(
                    "alert passed over, its label task names no task with an eval: name=%s fingerprint=%s",
                    alert.name(), alert.fingerprint());
            return AlertOutcome.TASK_UNKNOWN;
        }
        return take(new RetrainingAlerted(task.get(), alert.name(), alert.fingerprint(), alert.startsAt()));
    }

    private AlertOutcome take(RetrainingAlerted alert) {
        if (!taken.add(alert, clock.instant())) {
            return AlertOutcome.REPEATED;
        }
        outbox.append(alert);
        LOG.infof("alert taken task=%s name=%s fingerprint=%s", alert.task(), alert.name(), alert.fingerprint());
        return AlertOutcome.TAKEN;
    }

    private Optional<TaskName> known(String label) {
        try {
            return Optional.of(new TaskName(label))
                    .filter(task -> evals.current(task).isPresent());
        } catch (IllegalArgumentException _) {
            return Optional.empty(); // a label is any text: no task is called that
        }
    }
}
