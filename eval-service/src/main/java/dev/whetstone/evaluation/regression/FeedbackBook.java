package dev.whetstone.evaluation.regression;

import dev.whetstone.contracts.TaskName;
import dev.whetstone.contracts.traffic.FeedbackGiven;
import dev.whetstone.evaluation.counts.TaskMeters;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

import java.time.Clock;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;

/** What callers thought of answers: counted and kept, decided on by nobody but people. */
@ApplicationScoped
@Transactional
class FeedbackBook implements TaskMeters {
    private final EntityManager database;
    private final MeterRegistry metrics;
    private final Clock clock;

    FeedbackBook(EntityManager database, MeterRegistry metrics, Clock clock) {
        this.database = database;
        this.metrics = metrics;
        this.clock = clock;
    }

    /** A caller who thinks again replaces what they said before. */
    void keep(FeedbackGiven given) {
        database.createNativeQuery("""
                        INSERT INTO feedback (task, request_id, good, given_at) VALUES (:task, :request, :good, :now)
                        ON CONFLICT (task, request_id) DO UPDATE SET good = excluded.good, given_at = excluded.given_at""")
                .setParameter("task", given.task().value())
                .setParameter("request", given.requestId())
                .setParameter("good", given.good())
                .setParameter("now", clock.instant())
                .executeUpdate();
        counter(given.task().value(), given.good()).increment();
    }

    @Override
    public void expect(String task) {
        counter(task, true);
        counter(task, false);
    }

    private Counter counter(String task, boolean good) {
        return metrics.counter("evaluation.feedback", "task", task, "rating", good ? "good" : "bad");
    }

    long count(TaskName task, boolean good) {
        return ((Number) database.createNativeQuery("SELECT count(*) FROM feedback WHERE task = :task AND good = :good")
                        .setParameter("task", task.value())
                        .setParameter("good", good)
                        .getSingleResult())
                .longValue();
    }
}
