package dev.whetstone.messaging;

import dev.whetstone.contracts.EventId;
import io.opentelemetry.api.trace.Span;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Sends events so that none overtakes another of its key, even when sends fail: the next of a key leaves only when the one before it is
 * acknowledged. Keys go side by side.
 */
final class OrderedBatch {

    private final RecordSender sender;
    private final Map<String, Deque<OutboundEvent>> queues = new LinkedHashMap<>();
    private final Set<EventId> sent = new HashSet<>();
    private Optional<Throwable> failure = Optional.empty();

    private OrderedBatch(RecordSender sender, Collection<OutboundEvent> events) {
        this.sender = sender;
        for (OutboundEvent event : events) {
            queues.computeIfAbsent(event.topic() + " " + event.key(), _ -> new ArrayDeque<>())
                    .add(event);
        }
    }

    /**
     * @param sent those that the broker has; of each key the first ones
     * @param failure why the others were not sent
     */
    record Result(Set<EventId> sent, Optional<Throwable> failure) {}

    static Result send(RecordSender sender, Collection<OutboundEvent> events) {
        OrderedBatch batch = new OrderedBatch(sender, events);
        while (!batch.queues.isEmpty()) {
            batch.sendHeads();
        }
        return new Result(batch.sent, batch.failure);
    }

    private void sendHeads() {
        Map<String, CompletableFuture<Void>> heads = new LinkedHashMap<>();
        queues.forEach((key, queue) -> heads.put(key, send(queue.element())));
        heads.forEach((key, acknowledged) -> {
            try {
                acknowledged.join();
                sent.add(queues.get(key).remove().id());
                if (queues.get(key).isEmpty()) {
                    queues.remove(key);
                }
            } catch (CompletionException e) {
                failure = Optional.of(e.getCause());
                queues.remove(key); // what follows must wait for it
            }
        });
    }

    private CompletableFuture<Void> send(OutboundEvent event) {
        Span span = EventSpans.sending(event);
        return sender.send(CloudEventHeaders.toRecord(event))
                .whenComplete((_, failure) -> EventSpans.end(span, Optional.ofNullable(failure)));
    }

    /** The events of {@code all} that are still to be sent, in their order. */
    static List<OutboundEvent> unsent(List<OutboundEvent> all, Result result) {
        return all.stream().filter(event -> !result.sent().contains(event.id())).toList();
    }
}
