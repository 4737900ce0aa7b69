package dev.whetstone.evaluation.run;

import java.time.Instant;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;

/** Who works on a row, until when, and since which claim. */
@Embeddable
class Lease {
    private String owner;

    @Column(name = "leased_until")
    private Instant until;

    private long fence;

    @Column(name = "available_at")
    private Instant availableAt;

    protected Lease() {}

    static Lease free(Instant from) {
        Lease lease = new Lease();
        lease.availableAt = from;
        return lease;
    }

    void take(String owner, Instant until) {
        this.owner = owner;
        this.until = until;
        this.fence++;
    }

    void renew(Instant until) {
        this.until = until;
    }

    void release(Instant availableAt) {
        this.owner = null;
        this.until = null;
        this.availableAt = availableAt;
    }

    /** What the row waited for has come. */
    void hurry() {
        availableAt = Instant.EPOCH;
    }

    long fence() {
        return fence;
    }
}
