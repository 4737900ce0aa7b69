package dev.whetstone.dataset.proposal;

import dev.whetstone.contracts.dataset.RegressionSamplesAdded;
import dev.whetstone.dataset.regression.RegressionRegistry;
import dev.whetstone.dataset.regression.RegressionRow;
import dev.whetstone.dataset.task.TaskSnapshot;
import dev.whetstone.dataset.task.Tasks;
import dev.whetstone.dataset.version.Version;
import dev.whetstone.dataset.version.VersionDraft;
import dev.whetstone.dataset.version.Versions;
import dev.whetstone.messaging.Outbox;
import dev.whetstone.messaging.TracedWork;
import org.jboss.logging.Logger;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;

/** Takes in one proposal: its samples, the version that holds them and both events are one transaction. */
@ApplicationScoped
class ProposalIntake {

    private static final Logger LOG = Logger.getLogger(ProposalIntake.class);

    private final Tasks tasks;
    private final Versions versions;
    private final RegressionRegistry registry;
    private final ProposedSamples samples;
    private final RegressionGrowth growth;
    private final Outbox outbox;
    private final Clock clock;

    @Inject
    ProposalIntake(
            Tasks tasks,
            Versions versions,
            RegressionRegistry registry,
            ProposedSamples samples,
            RegressionGrowth growth,
            Outbox outbox,
            Clock clock) {
        this.tasks = tasks;
        this.versions = versions;
        this.registry = registry;
        this.samples = samples;
        this.growth = growth;
        this.outbox = outbox;
        this.clock = clock;
    }

    /** One whose time has come. */
    @Transactional
    Optional<UUID> next() {
        return RegressionProposal.next(clock.instant());
    }

    /** Throws what keeps it from being taken in; then nothing of it has happened. */
    @Transactional
    void takeIn(UUID id) {
        Optional<RegressionProposal> claimed = RegressionProposal.claim(id);
        if (claimed.isEmpty()) {
            return; // another replica was quicker
        }
        RegressionProposal proposal = claimed.get();
        TaskSnapshot task = tasks.find(proposal.task()).orElseThrow(() -> new NotYet("there is no such task"));
        Version newest = versions.newest(task.name()).orElseThrow(() -> new NotYet("the task has no dataset version"));
        TracedWork.after(proposal.trace())
                .named("take in regression samples")
                .with("whetstone.task", task.name())
                .run(() -> takeIn(proposal, tasks.hold(task.name(), task.revision()), newest));
    }

    /** What a proposal needs may still come: events of two topics have no order. */
    private static final class NotYet extends RuntimeException {
        NotYet(String what) {
            super(what);
        }
    }

    @Transactional
    void postpone(UUID id, String why) {
        RegressionProposal.claim(id)
                .filter(proposal -> !proposal.retryLater(why, clock.instant()))
                .ifPresent(proposal -> refuse(proposal, why));
    }

    private void takeIn(RegressionProposal proposal, TaskSnapshot task, Version newest) {
        ProposedSamples.Opened opened = samples.open(proposal.samples(), task.definition());
        if (opened.rows().isEmpty()) {
            refuse(proposal, "none of its " + opened.refused() + " lines is a row of the task");
            return;
        }
        List<RegressionRow> known = registry.of(task.name());
        List<RegressionRow> added = RegressionRow.newOnes(known, opened.rows());
        Version version = added.isEmpty() ? newest : publish(proposal, newest, known, added);
        outbox.append(new RegressionSamplesAdded(
                task.name(), proposal.event(), added.size(), known.size() + added.size(), version.digest()));
        proposal.takenIn();
        LOG.infof(
                "regression samples taken in: task=%s added=%d known=%d refused=%d version=%d",
                task.name(), added.size(), opened.rows().size() - added.size(), opened.refused(), version.number());
    }

    private Version publish(
            RegressionProposal proposal, Version newest, List<RegressionRow> known, List<RegressionRow> added) {
        VersionDraft draft = growth.draft(newest, proposal.samples().digest(), known, added);
        return versions.publish(draft).version();
    }

    private void refuse(RegressionProposal proposal, String why) {
        proposal.refuse(why);
        LOG.errorf("regression proposal refused: event=%s task=%s: %s", proposal.event(), proposal.task(), why);
    }
}
