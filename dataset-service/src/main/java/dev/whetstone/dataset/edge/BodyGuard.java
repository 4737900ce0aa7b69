package dev.whetstone.dataset.edge;

import dev.whetstone.edge.EdgeError;
import dev.whetstone.edge.PathGuard;
import dev.whetstone.edge.Refusals;
import dev.whetstone.edge.RequestRefused;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;

import java.util.Locale;
import java.util.Optional;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/**
 * Stands behind the guard of paths. Refuses bodies that are packed (they could unpack to anything), and JSON bodies of unknown or
 * unreasonable length, since they are read into memory.
 */
@Singleton
class BodyGuard {

    private static final int MAX_JSON_BYTES = 1 << 20;

    private final Refusals refusals;

    @Inject
    BodyGuard(Refusals refusals) {
        this.refusals = refusals;
    }

    void install(@Observes Filters filters) {
        filters.register(this::check, PathGuard.PRIORITY - 1);
    }

    private void check(RoutingContext exchange) {
        refusal(exchange.request()).ifPresentOrElse(refused -> refusals.end(exchange, refused), exchange::next);
    }

    private static Optional<RequestRefused> refusal(HttpServerRequest request) {
        String packed = request.getHeader("Content-Encoding");
        if (packed != null && !packed.equalsIgnoreCase("identity")) {
            return Optional.of(
                    EdgeError.MEDIA_TYPE.refused("Content-Encoding is not supported: send the body as it is"));
        }
        return isUpload(request) ? Optional.empty() : jsonRefusal(request);
    }

    private static boolean isUpload(HttpServerRequest request) {
        String type = request.getHeader("Content-Type");
        return type != null && type.toLowerCase(Locale.ROOT).startsWith("application/x-ndjson");
    }

    private static Optional<RequestRefused> jsonRefusal(HttpServerRequest request) {
        String length = request.getHeader("Content-Length");
        if (length == null) {
            return request.headers().contains("Transfer-Encoding")
                    ? Optional.of(EdgeError.LENGTH_REQUIRED.refused("the length of the body is unknown"))
                    : Optional.empty();
        }
        return length.length() > 7 || Integer.parseInt(length) > MAX_JSON_BYTES
                ? Optional.of(EdgeError.BODY_TOO_LARGE.refused(
                        "expected at most " + MAX_JSON_BYTES + " bytes, but got " + length))
                : Optional.empty();
    }
}
