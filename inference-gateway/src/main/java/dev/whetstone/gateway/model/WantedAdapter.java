package dev.whetstone.gateway.model;

import dev.whetstone.contracts.TaskName;
import dev.whetstone.contracts.serving.ServedModel;

/** An adapter that some alias of a task points at. */
public record WantedAdapter(TaskName task, ServedModel model) {

    public WantedAdapter {
        if (model.adapter().isEmpty()) {
            throw new IllegalArgumentException("model: expected one with an adapter, but got the base alone");
        }
    }
}
