package dev.whetstone.evaluation.alert;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.LockModeType;
import jakarta.persistence.Table;

/** Something the webhook has yet to be told, or was. */
@Entity
@Table(name = "webhook_delivery")
class WebhookDelivery extends PanacheEntityBase {
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);
    private static final int DOUBLINGS = 12;

    @Id
    private UUID id;

    private UUID alert;
    private String body;
    private int tries;

    @Column(name = "last_problem")
    private String lastProblem;

    @Column(name = "created_at")
    private Instant createdAt;

    @Column(name = "available_at")
    private Instant availableAt;

    @Column(name = "delivered_at")
    private Instant deliveredAt;

    protected WebhookDelivery() {}

    static void queue(UUID alert, String body, Instant now) {
        WebhookDelivery row = new WebhookDelivery();
        row.id = UUID.randomUUID();
        row.alert = alert;
        row.body = body;
        row.createdAt = now;
        row.availableAt = now;
        row.persist();
    }

    /** The oldest that is due and that nobody else is delivering, news of one alert in their order; it is due again when {@code lease} is over, should its worker die. */
    static Optional<WebhookDelivery> claim(Instant now, Duration lease) {
        List<?> due = getEntityManager()
                .createNativeQuery("""
                        SELECT id FROM webhook_delivery due WHERE delivered_at IS NULL AND available_at <= :now
                        AND NOT EXISTS (SELECT 1 FROM webhook_delivery earlier WHERE earlier.alert = due.alert
                            AND earlier.delivered_at IS NULL AND earlier.created_at < due.created_at)
                        ORDER BY created_at LIMIT 1 FOR UPDATE SKIP LOCKED""", UUID.class)
                .setParameter("now", now)
                .getResultList();
        Optional<WebhookDelivery> row = due.stream().findFirst().flatMap(id -> lock((UUID) id));
        row.ifPresent(delivery -> delivery.availableAt = now.plus(lease));
        return row;
    }

    static Optional<WebhookDelivery> lock(UUID id) {
        return findByIdOptional(id, LockModeType.PESSIMISTIC_WRITE);
    }

    UUID id() {
        return id;
    }

    String body() {
        return body;
    }

    void delivered(Instant now) {
        tries++;
        deliveredAt = now;
    }

    void failed(String problem, Duration firstPause, Instant now) {
        Duration pause = firstPause.multipliedBy(1L << Math.min(tries, DOUBLINGS));
        tries++;
        lastProblem = problem;
        availableAt = now.plus(pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE);
    }
}
