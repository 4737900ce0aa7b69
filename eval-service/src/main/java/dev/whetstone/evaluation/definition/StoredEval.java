package dev.whetstone.evaluation.definition;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.EventJson;
import dev.whetstone.contracts.TaskName;
import dev.whetstone.evaluation.suite.EvalDefinition;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;

import java.io.Serializable;
import java.time.Instant;
import java.util.Optional;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;

/** One definition that a task's eval has or had. The newest by {@code definedAt} is the current one. */
@Entity
@Table(name = "eval_definition")
@IdClass(StoredEval.Key.class)
class StoredEval extends PanacheEntityBase {
    /** A definition's name within its task. */
    record Key(String task, String digest) implements Serializable {}

    @Id
    private String task;

    @Id
    private String digest;

    private String definition;

    @Column(name = "defined_at")
    private Instant definedAt;

    protected StoredEval() {}

    /** Keeps the definition and makes it the current one; says whether it was new to the task. */
    static boolean define(TaskName task, EvalDefinition eval, Instant now) {
        Optional<StoredEval> known = of(task, eval.digest());
        StoredEval row = known.orElseGet(StoredEval::new);
        row.task = task.value();
        row.digest = eval.digest().value();
        row.definition = eval.json().toString();
        row.definedAt = now;
        row.persist();
        return known.isEmpty();
    }

    static Optional<StoredEval> current(TaskName task) {
        return find("task = ?1 order by definedAt desc", task.value()).firstResultOptional();
    }

    static Optional<StoredEval> of(TaskName task, Digest digest) {
        return findByIdOptional(new Key(task.value(), digest.value()));
    }

    EvalDefinition definition() {
        try {
            return EvalDefinition.parse(EventJson.mapper().readTree(definition));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the stored eval " + digest + " is not JSON", e);
        }
    }

    EvalView view() {
        return new EvalView(task, digest, definedAt, definition().json(), Optional.empty());
    }
}
