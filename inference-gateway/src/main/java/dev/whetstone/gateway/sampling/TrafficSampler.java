package dev.whetstone.gateway.sampling;

import dev.whetstone.contracts.traffic.OutputSampled;
import dev.whetstone.gateway.generation.CompletedExchange;
import dev.whetstone.gateway.generation.ExchangeListener;
import dev.whetstone.messaging.EventPublisher;
import dev.whetstone.messaging.TracedWork;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.jboss.logging.Logger;

import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;

/**
 * Chooses exchanges by their request's id, so that every replica and every replay choose the same, and publishes them in the background,
 * one at a time. A broker that is away or a burst fills the queue and costs samples, which are counted, and never a request.
 */
final class TrafficSampler implements ExchangeListener, AutoCloseable {

    private static final Logger LOG = Logger.getLogger(TrafficSampler.class);

    private final Optional<SealedExchange> sealing;
    private final EventPublisher publisher;
    private final BlockingQueue<CompletedExchange> waiting;
    private final Counter published;
    private final Counter dropped;
    private final Counter failed;
    private final Thread worker;

    private boolean failing; // only the worker touches it

    /** @param sealing empty when there is no key to seal to: nothing is sampled then */
    TrafficSampler(
            Optional<SealedExchange> sealing, EventPublisher publisher, SamplingConfig config, MeterRegistry registry) {
        this.sealing = sealing;
        this.publisher = publisher;
        this.waiting = new ArrayBlockingQueue<>(config.queueCapacity());
        this.published = registry.counter("gateway.samples.published");
        this.dropped = registry.counter("gateway.samples.dropped");
        this.failed = registry.counter("gateway.samples.failed");
        this.worker = Thread.ofVirtual().name("traffic-sampler").unstarted(this::work);
    }

    void start() {
        worker.start();
    }

    @Override
    public void completed(CompletedExchange exchange) {
        boolean chosen = exchange.answer().id().fraction() < exchange.traffic().sampledShare();
        if (chosen && (sealing.isEmpty() || !waiting.offer(exchange))) {
            dropped.increment();
        }
    }

    private void work() {
        try {
            while (true) {
                publish(waiting.take());
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void publish(CompletedExchange exchange) throws InterruptedException {
        try {
            OutputSampled event = sealing.orElseThrow().seal(exchange);
            TracedWork.after(exchange.trace())
                    .call(() -> publisher.publish(event))
                    .toCompletableFuture()
                    .get();
            published.increment();
            failing = false;
        } catch (ExecutionException | RuntimeException e) {
            failed.increment();
            warnOnce(e);
        }
    }

    /** One line for each spell of failures: under load there would be thousands. */
    private void warnOnce(Exception cause) {
        if (!failing) {
            LOG.warnf("traffic samples cannot be published for now, counting them as failed: %s", cause);
        }
        failing = true;
    }

    @Override
    public void close() {
        worker.interrupt();
    }
}
