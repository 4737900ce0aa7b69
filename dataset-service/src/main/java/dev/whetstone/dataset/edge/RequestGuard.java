package dev.whetstone.dataset.edge;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * Stands before everything else. Refuses paths that two layers could read differently, bodies that are packed (they could unpack to
 * anything), and JSON bodies of unknown or unreasonable length, since they are read into memory.
 */
@Singleton
class RequestGuard {

    private static final int FIRST = Integer.MAX_VALUE;
    private static final int MAX_JSON_BYTES = 1 << 20;
    private static final List<String> REFUSED =
            List.of(";", "\\", "//", "/../", "/./", "%2f", "%3b", "%5c", "%2e", "%25", "%00");

    private record Refusal(ErrorCode code, String message) {}

    void install(@Observes Filters filters) {
        filters.register(RequestGuard::check, FIRST);
    }

    private static void check(RoutingContext context) {
        Optional<Refusal> refusal = refusal(context.request());
        if (refusal.isPresent()) {
            refuse(context, refusal.get());
        } else {
            context.next();
        }
    }

    private static Optional<Refusal> refusal(HttpServerRequest request) {
        if (isDisguised(request.uri())) {
            return Optional.of(new Refusal(ErrorCode.PATH_REFUSED, "the path holds a disguised separator"));
        }
        String packed = request.getHeader("Content-Encoding");
        if (packed != null && !packed.equalsIgnoreCase("identity")) {
            return Optional.of(
                    new Refusal(ErrorCode.MEDIA_TYPE, "Content-Encoding is not supported: send the body as it is"));
        }
        return isUpload(request) ? Optional.empty() : jsonRefusal(request);
    }

    static boolean isDisguised(String uri) {
        String path = uri.split("[?#]", 2)[0].toLowerCase(Locale.ROOT);
        return REFUSED.stream().anyMatch(path::contains) || path.endsWith("/..") || path.endsWith("/.");
    }

    private static boolean isUpload(HttpServerRequest request) {
        String type = request.getHeader("Content-Type");
        return type != null && type.toLowerCase(Locale.ROOT).startsWith("application/x-ndjson");
    }

    private static Optional<Refusal> jsonRefusal(HttpServerRequest request) {
        String length = request.getHeader("Content-Length");
        if (length == null) {
            return request.headers().contains("Transfer-Encoding")
                    ? Optional.of(new Refusal(ErrorCode.LENGTH_REQUIRED, "the length of the body is unknown"))
                    : Optional.empty();
        }
        return length.length() > 7 || Integer.parseInt(length) > MAX_JSON_BYTES
                ? Optional.of(new Refusal(
                        ErrorCode.BODY_TOO_LARGE, "expected at most " + MAX_JSON_BYTES + " bytes, but got " + length))
                : Optional.empty();
    }

    private static void refuse(RoutingContext context, Refusal refusal) {
        context.response()
                .setStatusCode(refusal.code().status())
                .putHeader("Content-Type", "application/json")
                .putHeader("Connection", "close")
                .end(new JsonObject()
                        .put("code", refusal.code().code())
                        .put("message", refusal.message())
                        .put("what_to_do", refusal.code().whatToDo())
                        .encode());
    }
}
