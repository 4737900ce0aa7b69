package dev.whetstone.dataset.proposal;

import dev.whetstone.contracts.ArtifactRef;
import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.EventId;
import dev.whetstone.contracts.TaskName;
import dev.whetstone.contracts.evaluation.RegressionSamplesProposed;
import dev.whetstone.messaging.TraceParent;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.LockModeType;
import jakarta.persistence.Table;

/** One proposal on its way into the regression split. */
@Entity
@Table(name = "regression_proposal")
class RegressionProposal extends PanacheEntityBase {

    private static final int ATTEMPTS = 8;
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

    @Id
    @Column(name = "event_id")
    private UUID eventId;

    private String task;
    private UUID alert;

    @Column(name = "samples_uri")
    private String samplesUri;

    @Column(name = "samples_digest")
    private String samplesDigest;

    @Column(name = "samples_size")
    private long samplesSize;

    private int rows;

    @Enumerated(EnumType.STRING)
    private ProposalState state = ProposalState.WAITING;

    private int attempts;
    private String reason = "";

    @Column(name = "received_at")
    private Instant receivedAt;

    @Column(name = "next_attempt_at")
    private Instant nextAttemptAt;

    private String trace;

    RegressionProposal() {}

    RegressionProposal(EventId id, RegressionSamplesProposed proposed, Instant now) {
        this.eventId = id.value();
        this.task = proposed.task().value();
        this.alert = proposed.alert();
        this.samplesUri = proposed.samples().uri().toString();
        this.samplesDigest = proposed.samples().digest().value();
        this.samplesSize = proposed.samples().size();
        this.rows = proposed.rows();
        this.receivedAt = now;
        this.nextAttemptAt = now;
        this.trace = TraceParent.current().value();
    }

    /** The oldest one whose time has come. */
    static Optional<UUID> next(Instant now) {
        return find("state = ?1 and nextAttemptAt <= ?2 order by receivedAt", ProposalState.WAITING, now)
                .<RegressionProposal>firstResultOptional()
                .map(proposal -> proposal.eventId);
    }

    /** Held until the transaction ends; empty when it is no longer waiting. */
    static Optional<RegressionProposal> claim(UUID eventId) {
        return RegressionProposal.<RegressionProposal>findByIdOptional(eventId, LockModeType.PESSIMISTIC_WRITE)
                .filter(proposal -> proposal.state == ProposalState.WAITING);
    }

    EventId event() {
        return new EventId(eventId);
    }

    TaskName task() {
        return new TaskName(task);
    }

    ArtifactRef samples() {
        return new ArtifactRef(URI.create(samplesUri), new Digest(samplesDigest), samplesSize);
    }

    /** Of the proposal: what comes of it belongs to the same. */
    Optional<TraceParent> trace() {
        return TraceParent.parse(trace);
    }

    void takenIn() {
        state = ProposalState.TAKEN_IN;
    }

    void refuse(String why) {
        state = ProposalState.REFUSED;
        reason = why;
    }

    /** @return whether there is another attempt */
    boolean retryLater(String why, Instant now) {
        attempts++;
        if (attempts >= ATTEMPTS) {
            refuse(why);
            return false;
        }
        reason = why;
        nextAttemptAt = now.plus(FIRST_PAUSE.multipliedBy(1L << attempts));
        return true;
    }
}
