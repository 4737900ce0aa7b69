package dev.whetstone.training.job;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;

import java.io.Serializable;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;

/** One execution of a run: when it began, under which token, how it ended. */
@Entity
@Table(name = "attempt")
@IdClass(Attempt.Key.class)
public class Attempt extends PanacheEntityBase {

    @Id
    private UUID run;

    @Id
    private int number;

    private long token;

    @Column(name = "started_at")
    private Instant startedAt;

    @Column(name = "ended_at")
    private Instant endedAt;

    private String outcome;
    private String message;

    protected Attempt() {}

    static Attempt started(UUID run, int number, long token, Instant now) {
        Attempt attempt = new Attempt();
        attempt.run = run;
        attempt.number = number;
        attempt.token = token;
        attempt.startedAt = now;
        attempt.persist();
        return attempt;
    }

    static List<Attempt> ofRun(UUID run) {
        return list("run = ?1 order by number", run);
    }

    static void ended(UUID run, int number, String outcome, String message, Instant now) {
        Attempt.<Attempt>findByIdOptional(new Key(run, number))
                .filter(attempt -> attempt.endedAt == null)
                .ifPresent(attempt -> {
                    attempt.endedAt = now;
                    attempt.outcome = outcome;
                    attempt.message = message;
                });
    }

    public int number() {
        return number;
    }

    public long token() {
        return token;
    }

    Instant startedAt() {
        return startedAt;
    }

    Optional<Instant> endedAt() {
        return Optional.ofNullable(endedAt);
    }

    Optional<String> outcome() {
        return Optional.ofNullable(outcome);
    }

    Optional<String> message() {
        return Optional.ofNullable(message);
    }

    /** Run and number. */
    public record Key(UUID run, int number) implements Serializable {}
}
