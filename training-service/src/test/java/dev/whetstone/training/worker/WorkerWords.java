package dev.whetstone.training.worker;

import dev.whetstone.contracts.TaskName;
import dev.whetstone.contracts.training.TrainingProgressEvent;
import dev.whetstone.messaging.Received;
import io.smallrye.common.annotation.RunOnVirtualThread;
import org.eclipse.microprofile.reactive.messaging.Incoming;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import jakarta.enterprise.context.ApplicationScoped;

/** What the workers say, as the broker has it, beside what the service makes of it. */
@ApplicationScoped
public class WorkerWords {

    private final List<TrainingProgressEvent> events = new CopyOnWriteArrayList<>();

    @Incoming("overheard-progress")
    @RunOnVirtualThread
    void on(Received<TrainingProgressEvent> message) {
        events.add(message.event());
    }

    /** Of one attempt of the task's only run, in the order in which it said them. */
    public <E extends TrainingProgressEvent> List<E> of(TaskName task, int attempt, Class<E> type) {
        return events.stream()
                .filter(event -> event.task().equals(task) && event.attempt() == attempt)
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }
}
