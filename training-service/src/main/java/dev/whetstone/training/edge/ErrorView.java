package dev.whetstone.training.edge;

import com.fasterxml.jackson.annotation.JsonProperty;

/** The body of every error. */
public record ErrorView(
        String code,
        String message,
        @JsonProperty("what_to_do") String whatToDo) {}
