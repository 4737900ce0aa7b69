package dev.whetstone.gateway.openai;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.whetstone.gateway.edge.ErrorCode;
import dev.whetstone.gateway.edge.RequestRefused;

import java.util.Optional;

/** OpenAI's error envelope. */
record ErrorView(Detail error) {

    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Detail(String message, String type, Optional<String> param, String code) {}

    static ErrorView of(RequestRefused reason) {
        return new ErrorView(new Detail(
                reason.getMessage(),
                type(reason.code()),
                reason.field(),
                reason.code().label()));
    }

    static ErrorView of(ErrorCode code, String message) {
        return of(new RequestRefused(code, message));
    }

    private static String type(ErrorCode code) {
        return switch (code) {
            case INVALID_REQUEST, MODEL_NOT_FOUND, REQUEST_NOT_FOUND, MODEL_REFUSED -> "invalid_request_error";
            case QUEUE_FULL -> "rate_limit_error";
            case NOT_READY, BROKER_UNAVAILABLE, DEADLINE_EXCEEDED, CANCELLED, INTERNAL -> "server_error";
        };
    }
}
