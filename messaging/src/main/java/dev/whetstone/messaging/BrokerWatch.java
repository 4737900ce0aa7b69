package dev.whetstone.messaging;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import org.apache.kafka.clients.admin.Admin;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.jboss.logging.Logger;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/**
 * Asks the broker now and then whether it is there. A service is not ready before it has reached the broker once; later it stays ready
 * while the broker is away, because what it has to say waits in its outbox.
 */
@Readiness
@Singleton
class BrokerWatch implements HealthCheck {

    private static final Logger LOG = Logger.getLogger(BrokerWatch.class);
    private static final Duration INTERVAL = Duration.ofSeconds(5);
    private static final long PATIENCE_SECONDS = 5;

    private final BrokerConnection broker;
    private final Lifecycle lifecycle;
    private volatile boolean reached;
    private volatile boolean there;
    private Thread thread;

    @Inject
    BrokerWatch(BrokerConnection broker, Lifecycle lifecycle, MeterRegistry metrics) {
        this.broker = broker;
        this.lifecycle = lifecycle;
        metrics.gauge("whetstone.broker.up", this, watch -> watch.there ? 1 : 0);
    }

    void start(@Observes StartupEvent event) {
        thread = Thread.ofVirtual().name("broker-watch").start(this::run);
    }

    private void run() {
        Map<String, Object> settings = new HashMap<>(broker.settings());
        settings.put("reconnect.backoff.max.ms", 1_000);
        try (Admin admin = Admin.create(settings)) {
            Duration pause = Duration.ZERO;
            while (!lifecycle.stoppedWithin(pause)) {
                report(answers(admin));
                pause = there ? INTERVAL : INTERVAL.dividedBy(10);
            }
        }
    }

    private static boolean answers(Admin admin) {
        try {
            admin.describeCluster().clusterId().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            return true;
        } catch (ExecutionException | TimeoutException _) {
            return false;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void report(boolean answers) {
        if (answers && !there) {
            LOG.info("the broker answers");
        }
        if (!answers && (there || !reached)) {
            LOG.warnf(
                    "the broker at %s does not answer; %s",
                    broker.settings().get("bootstrap.servers"),
                    reached ? "events wait in the outbox" : "not ready until it does");
        }
        there = answers;
        reached |= answers;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("broker")
                .status(reached)
                .withData("answers", there)
                .build();
    }

    @PreDestroy
    void stop() {
        if (thread != null) {
            thread.interrupt();
        }
    }
}
