package dev.whetstone.dataset.regression;

import dev.whetstone.contracts.TaskName;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;

import java.time.Instant;
import java.util.List;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** One sample. Never changed, never removed. */
@Entity
@Table(name = "regression_sample")
class RegressionSample extends PanacheEntityBase {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private Long id;

    private String task;

    @Column(name = "sample_id")
    private String sampleId;

    @Column(name = "prompt_key")
    private String promptKey;

    private String line;

    /** The version that holds it first. */
    private int number;

    @Column(name = "created_at")
    private Instant createdAt;

    RegressionSample() {}

    RegressionSample(TaskName task, RegressionRow row, int number, Instant now) {
        this.task = task.value();
        this.sampleId = row.summary().id();
        this.promptKey = row.summary().promptKey().hex();
        this.line = row.line();
        this.number = number;
        this.createdAt = now;
    }

    static List<RegressionSample> of(TaskName task) {
        return list("task = ?1 order by sampleId", task.value());
    }

    RegressionRow row() {
        return RegressionRow.read(line);
    }
}
