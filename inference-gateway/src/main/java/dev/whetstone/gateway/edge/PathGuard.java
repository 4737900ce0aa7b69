package dev.whetstone.gateway.edge;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;

import java.util.List;
import java.util.Locale;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * First of all filters: refuses paths that two readers could understand differently (CVE-2026-39852 and its kin read {@code /a;x} as
 * {@code /a} after the check was made on {@code /a;x}).
 */
@ApplicationScoped
class PathGuard {

    private static final int BEFORE_ALL_OTHERS = 10_000;
    private static final List<String> AMBIGUOUS =
            List.of(";", "\\", "//", "/./", "/../", "%2f", "%3b", "%5c", "%2e", "%25", "%00");

    void register(@Observes Filters filters) {
        filters.register(PathGuard::check, BEFORE_ALL_OTHERS);
    }

    private static void check(RoutingContext exchange) {
        if (isAmbiguous(pathOf(exchange.request()))) {
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

    private static String pathOf(HttpServerRequest request) {
        String uri = request.uri();
        int query = uri.indexOf('?');
        return query < 0 ? uri : uri.substring(0, query);
    }

    static boolean isAmbiguous(String path) {
        String lower = path.toLowerCase(Locale.ROOT);
        return AMBIGUOUS.stream().anyMatch(lower::contains) || lower.endsWith("/.") || lower.endsWith("/..");
    }
}
