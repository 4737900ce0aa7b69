package dev.whetstone.evaluation.alias;

import dev.whetstone.contracts.TaskName;
import dev.whetstone.contracts.serving.ServedModel;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** One entry of an alias's history. */
@Entity
@Table(name = "alias_move")
class AliasMove extends PanacheEntityBase {
    @Id
    private UUID id;

    private String task;
    private long revision;

    @Enumerated(EnumType.STRING)
    @JdbcTypeCode(SqlTypes.VARCHAR)
    private MoveAction action;

    private ServedModel stable;
    private ServedModel candidate;
    private ServedModel previous;
    private String reason;

    @Column(name = "moved_at")
    private Instant movedAt;

    protected AliasMove() {}

    static void record(AliasState after, MoveAction action, String reason, Instant now) {
        AliasMove row = new AliasMove();
        row.id = UUID.randomUUID();
        row.task = after.task().value();
        row.revision = after.revision();
        row.action = action;
        row.stable = after.stable();
        row.candidate = after.candidate().orElse(null);
        row.previous = after.previous().orElse(null);
        row.reason = reason;
        row.movedAt = now;
        row.persist();
    }

    static List<AliasMove> of(TaskName task) {
        return list("task = ?1 order by revision desc", task.value());
    }

    AliasMoveView view() {
        return new AliasMoveView(
                revision,
                action,
                ServedModelView.of(stable),
                ServedModelView.ofNullable(candidate),
                ServedModelView.ofNullable(previous),
                reason,
                movedAt);
    }
}
