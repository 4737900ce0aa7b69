package dev.whetstone.messaging;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import org.jboss.logging.Logger;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;

import javax.sql.DataSource;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** Runs an {@link OutboxRelay} for as long as the service lives: at once after a commit, and now and then in case another process died. */
@Singleton
class Relay {

    private static final Logger LOG = Logger.getLogger(Relay.class);
    private static final Duration HOUSEKEEPING = Duration.ofSeconds(5);
    private static final Duration LONGEST_ROUND = Duration.ofSeconds(10);

    private final Instance<DataSource> database;
    private final BrokerConnection broker;
    private final MessagingConfig config;
    private final RelaySignal signal;
    private final Lifecycle lifecycle;
    private final OutboxMetrics metrics;
    private boolean failing;
    private Instant nextHousekeeping = Instant.EPOCH;
    private Thread thread;

    @Inject
    Relay(
            Instance<DataSource> database,
            BrokerConnection broker,
            MessagingConfig config,
            RelaySignal signal,
            Lifecycle lifecycle,
            MeterRegistry registry) {
        this.database = database;
        this.broker = broker;
        this.config = config;
        this.signal = signal;
        this.lifecycle = lifecycle;
        this.metrics = new OutboxMetrics(registry);
    }

    void start(@Observes StartupEvent event) {
        if (database.isResolvable()) { // a service without a database has no outbox
            thread = Thread.ofPlatform().daemon().name("outbox-relay").start(this::run);
        }
    }

    private void run() {
        try (RecordSender sender = new RecordSender(broker.settings(), config.source() + "-outbox")) {
            OutboxRelay relay =
                    new OutboxRelay(database.get(), sender, config.outbox().batch());
            while (!lifecycle.stopped()) {
                if (!round(relay)) {
                    signal.await(config.outbox().pollInterval());
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** @return whether the next round should follow at once */
    private boolean round(OutboxRelay relay) {
        try {
            OutboxRelay.Round round = relay.publish();
            metrics.published(round.published());
            round.failure().ifPresentOrElse(this::failed, this::works);
            keepHouse();
            return round.more();
        } catch (SQLException | RuntimeException e) {
            failed(e);
            return false;
        }
    }

    private void keepHouse() throws SQLException {
        if (Instant.now().isBefore(nextHousekeeping)) {
            return;
        }
        nextHousekeeping = Instant.now().plus(HOUSEKEEPING);
        metrics.backlog(Housekeeping.run(database.get(), config));
    }

    private void failed(Throwable failure) {
        metrics.failed();
        if (!failing) {
            LOG.warnf("events stay in the outbox and are published later: %s", failure);
        }
        failing = true;
    }

    private void works() {
        if (failing) {
            LOG.info("events of the outbox are published again");
        }
        failing = false;
    }

    /** Lets a round that has begun come to its end, while there is still a database. */
    @PreDestroy
    void stop() throws InterruptedException {
        if (thread != null) {
            signal.wake();
            thread.join(LONGEST_ROUND);
        }
    }
}
