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

    private final List<DatasetEvent> seen = new CopyOnWriteArrayList<>();

    @Incoming("dataset-events")
    @RunOnVirtualThread
    void on(Received<DatasetEvent> message) {
        seen.add(message.event());
    }

    <E extends DatasetEvent> List<E> of(String task, Class<E> type) {
        return seen.stream()
                .filter(event -> event.task().value().equals(task))
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }
}
