package dev.whetstone.training.job;

import java.time.Instant;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;

/** The database's clock: the one clock that all replicas share, so that a lease means the same to each of them. */
@ApplicationScoped
public class DatabaseClock {

    private final EntityManager database;

    DatabaseClock(EntityManager database) {
        this.database = database;
    }

    /** The time now, not when the transaction began. */
    public Instant now() {
        return (Instant) database.createNativeQuery("select clock_timestamp()", Instant.class)
                .getSingleResult();
    }

    long nextFencingToken() {
        return (Long) database.createNativeQuery("select nextval('fencing_token')", Long.class)
                .getSingleResult();
    }
}
