package dev.whetstone.messaging;

import dev.whetstone.contracts.Event;
import dev.whetstone.contracts.EventId;
import org.jboss.logging.Logger;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Events wait in memory, in order, until one thread has seen the broker take them. */
final class QueuedPublisher implements EventPublisher {

    private static final Logger LOG = Logger.getLogger(QueuedPublisher.class);
    private static final int CAPACITY = 10_000;
    private static final int BATCH = 500;
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(10);

    private final RecordSender sender;
    private final String source;
    private final Clock clock;
    private final Map<OutboundEvent, CompletableFuture<EventId>> waiting = new LinkedHashMap<>();
    private final Thread thread;
    private boolean closed;

    private QueuedPublisher(RecordSender sender, String source, Clock clock) {
        this.sender = sender;
        this.source = source;
        this.clock = clock;
        this.thread = Thread.ofPlatform().daemon().name("event-publisher").unstarted(this::run);
    }

    static EventPublisher start(RecordSender sender, String source, Clock clock) {
        QueuedPublisher publisher = new QueuedPublisher(sender, source, clock);
        publisher.thread.start();
        return publisher;
    }

    @Override
    public synchronized CompletionStage<EventId> publish(Event event) {
        OutboundEvent outbound = OutboundEvent.of(event, source, clock);
        if (closed || waiting.size() >= CAPACITY) {
            String why = closed ? "the publisher is closed" : CAPACITY + " events wait for the broker already";
            return CompletableFuture.failedFuture(
                    new MessagingException(outbound.type() + " is not published: " + why));
        }
        CompletableFuture<EventId> published = new CompletableFuture<>();
        waiting.put(outbound, published);
        notifyAll();
        return published.minimalCompletionStage();
    }

    private void run() {
        boolean away = false;
        try {
            for (List<OutboundEvent> batch = next(); !batch.isEmpty(); batch = next()) {
                OrderedBatch.Result result = OrderedBatch.send(sender, batch);
                complete(batch, result);
                if (result.failure().isPresent()) {
                    if (!away) {
                        LOG.warnf(
                                "Events wait in memory, the broker does not take them: %s",
                                result.failure().get());
                    }
                    pause();
                }
                away = result.failure().isPresent();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Empty when closed and nothing waits. */
    private synchronized List<OutboundEvent> next() throws InterruptedException {
        while (waiting.isEmpty() && !closed) {
            wait();
        }
        return waiting.keySet().stream().limit(BATCH).toList();
    }

    private void complete(List<OutboundEvent> batch, OrderedBatch.Result result) {
        for (OutboundEvent event : batch) {
            if (result.sent().contains(event.id())) {
                take(event).complete(event.id());
            }
        }
    }

    private synchronized CompletableFuture<EventId> take(OutboundEvent event) {
        return waiting.remove(event);
    }

    private synchronized void pause() throws InterruptedException {
        Instant until = Instant.now().plus(PAUSE);
        while (!closed && Instant.now().isBefore(until)) {
            wait(PAUSE.toMillis());
        }
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        try {
            if (!thread.join(LONGEST_CLOSE)) {
                thread.interrupt();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        sender.close();
        failTheRest();
    }

    private void failTheRest() {
        List<CompletableFuture<EventId>> rest;
        synchronized (this) {
            rest = new ArrayList<>(waiting.values());
            waiting.clear();
        }
        MessagingException reason = new MessagingException("closed before the broker took the event");
        rest.forEach(published -> published.completeExceptionally(reason));
    }
}
