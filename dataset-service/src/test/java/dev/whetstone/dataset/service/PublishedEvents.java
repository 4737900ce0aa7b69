package dev.whetstone.dataset.service;

import dev.whetstone.contracts.dataset.DatasetEvent;
import dev.whetstone.messaging.Received;
import io.smallrye.common.annotation.RunOnVirtualThread;
import org.eclipse.microprofile.reactive.messaging.Incoming;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import jakarta.enterprise.context.ApplicationScoped;

/** Reads the service's own topic, as any other service would. */
@ApplicationScoped
public class PublishedEvents {

    private final List<Received<DatasetEvent>> seen = new CopyOnWriteArrayList<>();

    @Incoming("dataset-events")
    @RunOnVirtualThread
    void on(Received<DatasetEvent> message) {
        seen.add(message);
    }

    <E extends DatasetEvent> List<E> of(String task, Class<E> type) {
        return seen.stream()
                .map(Received::event)
                .filter(event -> event.task().value().equals(task))
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    /** Of those that {@link #of} has, in the same order. */
    List<String> traces(String task, Class<? extends DatasetEvent> type) {
        return seen.stream()
                .filter(message -> message.event().task().value().equals(task))
                .filter(message -> type.isInstance(message.event()))
                .map(message -> message.trace().trace())
                .toList();
    }
}
