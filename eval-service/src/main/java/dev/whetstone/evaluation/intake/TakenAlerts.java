package dev.whetstone.evaluation.intake;

import dev.whetstone.contracts.evaluation.RetrainingAlerted;

import java.time.Instant;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;

/** Alerts that were taken, by fingerprint and start. */
@ApplicationScoped
class TakenAlerts {
    private final EntityManager database;

    TakenAlerts(EntityManager database) {
        this.database = database;
    }

    /** Says whether it was new. A second call at the same time waits until this one's transaction has ended. */
    boolean add(RetrainingAlerted alert, Instant now) {
        return database.createNativeQuery("""
                                INSERT INTO taken_alert (fingerprint, starts_at, name, task, taken_at)
                                VALUES (:fingerprint, :startsAt, :name, :task, :now) ON CONFLICT DO NOTHING""")
                        .setParameter("fingerprint", alert.fingerprint())
                        .setParameter("startsAt", alert.startsAt())
                        .setParameter("name", alert.name())
                        .setParameter("task", alert.task().value())
                        .setParameter("now", now)
                        .executeUpdate()
                == 1;
    }
}
