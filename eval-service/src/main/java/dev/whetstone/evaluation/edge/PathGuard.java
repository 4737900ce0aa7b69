package dev.whetstone.evaluation.edge;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;

import java.util.List;
import java.util.Locale;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * Answers 400 to paths that two layers could read differently (matrix parameters, encoded separators and dots), before anything
 * else looks at them: no route of this service needs such a path.
 */
@ApplicationScoped
class PathGuard {
    private static final int FIRST = 10_000;
    private static final List<String> REFUSED =
            List.of(";", "\\", "//", "/./", "/../", "%2f", "%3b", "%5c", "%2e", "%25", "%00");
    private static final String BODY = """
            {"code":"path.refused","message":"the path holds a disguised separator","what_to_do":"Send the path as /q/openapi has it."}""";

    void install(@Observes Filters filters) {
        filters.register(PathGuard::check, FIRST);
    }

    private static void check(RoutingContext request) {
        if (disguised(request.request().uri())) {
            request.response()
                    .setStatusCode(ErrorCode.PATH_REFUSED.status())
                    .putHeader("content-type", "application/json")
                    .end(BODY);
        } else {
            request.next();
        }
    }

    static boolean disguised(String uri) {
        String path = uri.split("[?#]", 2)[0].toLowerCase(Locale.ROOT);
        return REFUSED.stream().anyMatch(path::contains);
    }
}
