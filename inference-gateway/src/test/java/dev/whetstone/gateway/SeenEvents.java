package dev.whetstone.gateway;

import dev.whetstone.contracts.Event;
import dev.whetstone.contracts.serving.ServingEvent;
import dev.whetstone.contracts.traffic.TrafficEvent;
import dev.whetstone.messaging.Received;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.reactive.messaging.Incoming;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

import jakarta.enterprise.context.ApplicationScoped;

/** What the gateway has told the platform, read back from the broker. */
@ApplicationScoped
public class SeenEvents {

    private final List<Event> events = new CopyOnWriteArrayList<>();

    @Incoming("serving-events")
    void onServing(Received<ServingEvent> message) {
        events.add(message.event());
    }

    @Incoming("traffic-samples")
    void onTraffic(Received<TrafficEvent> message) {
        events.add(message.event());
    }

    <E extends Event> List<E> all(Class<E> type, Predicate<E> which) {
        return events.stream()
                .filter(type::isInstance)
                .map(type::cast)
                .filter(which)
                .toList();
    }

    /** Waits for the first such event. */
    <E extends Event> E await(Class<E> type, Predicate<E> which) {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(150))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> all(type, which), found -> !found.isEmpty())
                .getFirst();
    }
}
