package dev.whetstone.evaluation.alias;

import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.TaskName;
import dev.whetstone.contracts.serving.ServedModel;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;

import java.time.Instant;
import java.util.Optional;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.LockModeType;

/** One task's alias, now. Changed under its row lock only, so two moves never meet. */
@Entity
class Alias extends PanacheEntityBase {
    @Id
    private String task;

    private long revision;
    private ServedModel stable;

    @Column(name = "stable_since")
    private long stableSince;

    private ServedModel candidate;
    private ServedModel previous;

    @Column(name = "sampled_share")
    private double sampledShare;

    @Column(name = "moved_at")
    private Instant movedAt;

    protected Alias() {}

    /** The task's row, held until the transaction ends. */
    static Optional<Alias> lock(TaskName task) {
        return findByIdOptional(task.value(), LockModeType.PESSIMISTIC_WRITE);
    }

    static Optional<Alias> of(TaskName task) {
        return findByIdOptional(task.value());
    }

    /** Adds the row at revision 1 unless another transaction did; says whether it was this one. */
    static boolean insert(TaskName task, Digest base, double share, Instant now) {
        String stable = new ServedModelColumn().convertToDatabaseColumn(new ServedModel(base, Optional.empty()));
        return getEntityManager()
                        .createNativeQuery("""
                                INSERT INTO alias (task, revision, stable, stable_since, sampled_share, moved_at)
                                VALUES (:task, 1, :stable, 1, :share, :now) ON CONFLICT DO NOTHING""")
                        .setParameter("task", task.value())
                        .setParameter("stable", stable)
                        .setParameter("share", share)
                        .setParameter("now", now)
                        .executeUpdate()
                == 1;
    }

    void propose(ServedModel model, Instant now) {
        candidate = model;
        step(now);
    }

    void clearCandidate(Instant now) {
        candidate = null;
        step(now);
    }

    /** Stable becomes {@code model}, what was stable becomes previous. */
    void promote(ServedModel model, Instant now) {
        previous = stable;
        stable = model;
        if (model.equals(candidate)) {
            candidate = null;
        }
        step(now);
        stableSince = revision;
    }

    /** Stable goes back; what it leaves is not gone back to again. */
    void rollBack(Instant now) {
        stable = state().fallback();
        previous = null;
        step(now);
        stableSince = revision;
    }

    void sample(double share, Instant now) {
        sampledShare = share;
        step(now);
    }

    private void step(Instant now) {
        revision++;
        movedAt = now;
    }

    AliasState state() {
        return new AliasState(
                new TaskName(task),
                revision,
                stableSince,
                stable,
                Optional.ofNullable(candidate),
                Optional.ofNullable(previous),
                sampledShare);
    }

    AliasView view() {
        return AliasView.of(state(), movedAt);
    }
}
