package dev.whetstone.gateway.edge;

import dev.whetstone.edge.RequestPath;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** First of all filters: refuses ambiguous paths in the form that OpenAI's callers read. */
@ApplicationScoped
class PathGuard {

    private static final int BEFORE_ALL_OTHERS = 10_000;

    void register(@Observes Filters filters) {
        filters.register(PathGuard::check, BEFORE_ALL_OTHERS);
    }

    private static void check(RoutingContext exchange) {
        if (RequestPath.isAmbiguous(exchange.request().uri())) {
            exchange.response()
                    .setStatusCode(400)
                    .putHeader("content-type", "application/json")
                    .end(
                            "{\"error\":{\"message\":\"the path holds characters that can be read in two ways; send it plainly\","
                                    + "\"type\":\"invalid_request_error\",\"param\":null,\"code\":\"ambiguous_path\"}}");
        } else {
            exchange.next();
        }
    }
}
