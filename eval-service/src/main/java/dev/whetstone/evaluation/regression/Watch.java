package dev.whetstone.evaluation.regression;

import dev.whetstone.contracts.TaskName;
import dev.whetstone.evaluation.decide.Alarm;
import io.micrometer.core.instrument.Tags;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;

/** The detector of one criterion since stable last moved. Changed under the alias's row lock only. */
@Entity
@Table(name = "alarm")
@IdClass(Watch.Key.class)
class Watch extends PanacheEntityBase {
    /** Which criterion of which stretch of serving. */
    record Key(String task, long stableSince, String criterion) implements Serializable {}

    @Id
    private String task;

    @Id
    @Column(name = "stable_since")
    private long stableSince;

    @Id
    private String criterion;

    @Convert(converter = AlarmColumn.class)
    private Alarm alarm;

    private int ungraded;

    protected Watch() {}

    static Optional<Watch> of(TaskName task, long stableSince, String criterion) {
        return findByIdOptional(new Key(task.value(), stableSince, criterion));
    }

    static Watch start(TaskName task, long stableSince, String criterion, double expected) {
        Watch row = new Watch();
        row.task = task.value();
        row.stableSince = stableSince;
        row.criterion = criterion;
        row.alarm = Alarm.start(expected);
        row.persist();
        return row;
    }

    static List<Watch> of(TaskName task, long stableSince) {
        return list("task = ?1 and stableSince = ?2 order by criterion", task.value(), stableSince);
    }

    /** What was served before is watched no more. */
    static void forgetBefore(TaskName task, long stableSince) {
        delete("task = ?1 and stableSince < ?2", task.value(), stableSince);
    }

    /** One more output. */
    Alarm saw(boolean failed) {
        alarm = alarm.on(failed);
        return alarm;
    }

    /** An output that could not be graded is neither good nor bad. */
    void couldNotGrade() {
        ungraded++;
    }

    Tags tags() {
        return Tags.of("task", task, "criterion", criterion);
    }

    String criterion() {
        return criterion;
    }

    Alarm alarm() {
        return alarm;
    }

    OnlineView.CriterionView view() {
        return new OnlineView.CriterionView(
                criterion, alarm.expected(), alarm.outputs(), alarm.failures(), ungraded, alarm.level(), Alarm.LIMIT);
    }
}
