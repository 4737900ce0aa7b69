package dev.whetstone.edge;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** Refuses {@linkplain RequestPath#isAmbiguous ambiguous} paths before anything else looks at them. */
@Singleton
public class PathGuard {

    /** Of its filter. A guard of a service's own comes behind it with less. */
    public static final int PRIORITY = 10_000;

    private final Refusals refusals;

    PathGuard(Refusals refusals) {
        this.refusals = refusals;
    }

    void install(@Observes Filters filters) {
        filters.register(this::check, PRIORITY);
    }

    private void check(RoutingContext exchange) {
        if (RequestPath.isAmbiguous(exchange.request().uri())) {
            refusals.end(exchange, EdgeError.PATH_REFUSED.refused("the path holds a disguised separator"));
        } else {
            exchange.next();
        }
    }
}
