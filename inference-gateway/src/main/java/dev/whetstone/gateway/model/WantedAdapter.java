package dev.whetstone.gateway.model;

import dev.whetstone.contracts.TaskName;
import dev.whetstone.contracts.serving.ServedModel;
import dev.whetstone.messaging.TraceParent;

/**
 * An adapter that some alias of a task points at.
 *
 * @param trace of what made it point there
 */
public record WantedAdapter(TaskName task, ServedModel model, TraceParent trace) {

    public WantedAdapter {
        if (model.adapter().isEmpty()) {
            throw new IllegalArgumentException("model: expected one with an adapter, but got the base alone");
        }
    }
}
