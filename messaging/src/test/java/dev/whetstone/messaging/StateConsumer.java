package dev.whetstone.messaging;

import dev.whetstone.contracts.TaskName;
import dev.whetstone.contracts.serving.ServingChanged;
import dev.whetstone.contracts.serving.ServingState;
import io.smallrye.common.annotation.RunOnVirtualThread;
import org.eclipse.microprofile.reactive.messaging.Incoming;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;

import jakarta.enterprise.context.ApplicationScoped;

/** A replica's picture of the compacted state. */
@ApplicationScoped
class StateConsumer {

    private final List<ServingChanged> seen = new CopyOnWriteArrayList<>();
    private final List<TraceParent> traces = new CopyOnWriteArrayList<>();

    @Incoming("serving-state")
    @RunOnVirtualThread
    void on(Received<ServingState> message) {
        seen.add((ServingChanged) message.event());
        traces.add(message.trace());
    }

    List<Long> revisions(TaskName task) {
        return seen.stream()
                .filter(state -> state.task().equals(task))
                .map(ServingChanged::revision)
                .toList();
    }

    List<String> traces(TaskName task) {
        return IntStream.range(0, traces.size())
                .filter(i -> seen.get(i).task().equals(task))
                .mapToObj(i -> traces.get(i).trace())
                .toList();
    }
}
