package dev.whetstone.evaluation.regression;

import dev.whetstone.contracts.ArtifactRef;
import dev.whetstone.contracts.TaskName;
import dev.whetstone.contracts.traffic.OutputSampled;
import dev.whetstone.evaluation.verdict.SentencesColumn;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;

import java.io.Serializable;
import java.time.Instant;
import java.util.List;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;

/** Where an exchange lies that failed online criteria: a proposed regression sample, should the alarm be raised. */
@Entity
@Table(name = "failing_exchange")
@IdClass(FailingExchange.Key.class)
class FailingExchange extends PanacheEntityBase {
    /** The newest this many are kept. */
    static final int KEPT = 32;

    /** A request within its task. */
    record Key(String task, String requestId) implements Serializable {}

    @Id
    private String task;

    @Id
    @Column(name = "request_id")
    private String requestId;

    @Column(name = "stable_since")
    private long stableSince;

    private ArtifactRef exchange;

    @Convert(converter = SentencesColumn.class)
    private List<String> failed;

    @Column(name = "sampled_at")
    private Instant sampledAt;

    protected FailingExchange() {}

    static void keep(OutputSampled sample, long stableSince, List<String> failed, Instant now) {
        FailingExchange row = new FailingExchange();
        row.task = sample.task().value();
        row.requestId = sample.requestId();
        row.stableSince = stableSince;
        row.exchange = sample.exchange();
        row.failed = failed;
        row.sampledAt = now;
        getEntityManager().merge(row);
        newest(sample.task(), stableSince).stream().skip(KEPT).forEach(FailingExchange::delete);
    }

    private static List<FailingExchange> newest(TaskName task, long stableSince) {
        return list("task = ?1 and stableSince = ?2 order by sampledAt desc", task.value(), stableSince);
    }

    /** Those that failed this criterion, newest first. */
    static List<FailingExchange> failing(TaskName task, long stableSince, String criterion) {
        return newest(task, stableSince).stream()
                .filter(row -> row.failed.contains(criterion))
                .toList();
    }

    static void forgetBefore(TaskName task, long stableSince) {
        delete("task = ?1 and stableSince < ?2", task.value(), stableSince);
    }

    String requestId() {
        return requestId;
    }

    ArtifactRef exchange() {
        return exchange;
    }
}
