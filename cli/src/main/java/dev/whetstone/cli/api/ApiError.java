package dev.whetstone.cli.api;

import com.fasterxml.jackson.databind.JsonNode;

/** A service answered with an error status; {@code body} is what it said, JSON where it sent JSON. */
public final class ApiError extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final int status;
    private final transient JsonNode body;

    ApiError(String request, int status, JsonNode body) {
        super(request + " answered " + status + ": " + body.path("message").asText(body.toString()));
        this.status = status;
        this.body = body;
    }

    public int status() {
        return status;
    }

    public JsonNode body() {
        return body;
    }

    public String whatToDo() {
        return body.path("what_to_do").asText("See the service's log.");
    }
}
