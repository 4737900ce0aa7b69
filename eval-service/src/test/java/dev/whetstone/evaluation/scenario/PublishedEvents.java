package dev.whetstone.evaluation.scenario;

import dev.whetstone.contracts.Event;
import dev.whetstone.contracts.evaluation.EvaluationEvent;
import dev.whetstone.contracts.serving.ServingState;
import dev.whetstone.messaging.Received;
import io.smallrye.common.annotation.RunOnVirtualThread;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.reactive.messaging.Incoming;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

import jakarta.enterprise.context.ApplicationScoped;

/** What the service under test has told the others. */
@ApplicationScoped
public class PublishedEvents {
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final List<Received<?>> events = new CopyOnWriteArrayList<>();

    @Incoming("evaluation-events")
    @RunOnVirtualThread
    void on(Received<EvaluationEvent> message) {
        events.add(message);
    }

    @Incoming("serving-state")
    @RunOnVirtualThread
    void onState(Received<ServingState> message) {
        events.add(message);
    }

    public <E extends Event> List<E> all(Class<E> type, String task) {
        return events.stream()
                .map(Received::event)
                .filter(type::isInstance)
                .map(type::cast)
                .filter(event -> event.task().value().equals(task))
                .toList();
    }

    /** Of those that {@link #all} has, in the same order. */
    public List<String> traces(Class<? extends Event> type, String task) {
        return events.stream()
                .filter(message -> type.isInstance(message.event()))
                .filter(message -> message.event().task().value().equals(task))
                .map(message -> message.trace().trace())
                .toList();
    }

    public <E extends Event> E await(Class<E> type, String task) {
        return await(type, task, _ -> true);
    }

    public <E extends Event> E await(Class<E> type, String task, Predicate<E> which) {
        Awaitility.await()
                .alias(type.getSimpleName() + " of " + task)
                .atMost(PATIENCE)
                .until(() -> all(type, task).stream().anyMatch(which));
        return all(type, task).stream().filter(which).findFirst().orElseThrow();
    }
}
