package dev.whetstone.edge;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Body of every error. */
public record ErrorView(
        String code,
        String message,
        @JsonProperty("what_to_do") String whatToDo) {

    static ErrorView of(RequestRefused refused) {
        return new ErrorView(refused.code().label(), refused.getMessage(), refused.whatToDo());
    }
}
