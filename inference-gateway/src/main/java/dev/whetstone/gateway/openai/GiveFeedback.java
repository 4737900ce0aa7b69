package dev.whetstone.gateway.openai;

import dev.whetstone.gateway.edge.RequestRefused;
import dev.whetstone.gateway.generation.RequestId;

/**
 * Body of {@code POST /v1/feedback}.
 *
 * @param requestId the {@code id} of a completion
 * @param rating good or bad
 */
record GiveFeedback(String requestId, String rating) {

    RequestId request() {
        return new RequestId(requestId);
    }

    boolean good() {
        return switch (rating) {
            case "good" -> true;
            case "bad" -> false;
            case null, default -> throw RequestRefused.invalid("rating", "good or bad", "something else");
        };
    }
}
