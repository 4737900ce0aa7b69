package dev.whetstone.evaluation.leadtime;

import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.TaskName;
import dev.whetstone.contracts.serving.AdapterServed;
import dev.whetstone.contracts.training.TrainingQueued;
import dev.whetstone.contracts.training.TrainingTrigger;
import dev.whetstone.evaluation.alert.Alerts;
import dev.whetstone.evaluation.dataset.Datasets;
import org.jboss.logging.Logger;

import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;

/** Keeps when each promoted adapter's story began, and ends it with the first replica that answers with it. */
@ApplicationScoped
@Transactional(TxType.MANDATORY)
public class LeadTimes {
    private static final Logger LOG = Logger.getLogger(LeadTimes.class);
    private static final String STABLE = "stable";

    private final Datasets datasets;
    private final Alerts alerts;
    private final Event<LeadTime.Served> ended;
    private final Clock clock;

    LeadTimes(Datasets datasets, Alerts alerts, Event<LeadTime.Served> ended, Clock clock) {
        this.datasets = datasets;
        this.alerts = alerts;
        this.ended = ended;
        this.clock = clock;
    }

    /** @param when by the clock of the service that queued it */
    public void queued(TrainingQueued queued, Instant when) {
        TrainingCause.learn(queued, when);
    }

    /** In the transaction that promotes it by its verdict. An adapter that is forced in or rolled back to has no such story. */
    public void promoted(TaskName task, long revision, Digest adapter, Digest dataset, UUID job) {
        Optional<TrainingCause> cause = TrainingCause.of(job);
        TrainingTrigger trigger = cause.map(TrainingCause::trigger).orElse(TrainingTrigger.DECISION);
        Instant began = cause.map(queued -> began(task, dataset, queued)).orElseGet(() -> published(task, dataset));
        LeadTime.promoted(task, revision, adapter, trigger, began, clock.instant());
    }

    private Instant began(TaskName task, Digest dataset, TrainingCause queued) {
        return switch (queued.trigger()) {
            case DECISION -> published(task, dataset);
            case REGRESSION -> alerts.raisedLastBefore(task, queued.queuedAt()).orElse(queued.queuedAt());
            default -> queued.queuedAt();
        };
    }

    private Instant published(TaskName task, Digest dataset) {
        return datasets.publishedAt(task, dataset).orElseGet(clock::instant);
    }

    /** @param when by the gateway's clock */
    public void served(AdapterServed served, Instant when) {
        if (!served.alias().equals(STABLE)) {
            return;
        }
        LeadTime.open(served.task(), served.adapter(), served.revision())
                .map(promotion -> promotion.served(when))
                .ifPresent(end -> {
                    ended.fire(end);
                    LOG.infof(
                            "from event to serving task=%s trigger=%s took=%s", end.task(), end.trigger(), end.took());
                });
    }
}
