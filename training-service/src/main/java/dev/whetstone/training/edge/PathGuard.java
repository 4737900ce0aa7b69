package dev.whetstone.training.edge;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;

import java.util.Locale;
import java.util.regex.Pattern;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** First in the chain: answers 400 to paths that two parsers could read differently (docs/decisions/0002). */
@ApplicationScoped
class PathGuard {

    private static final int FIRST = 10_000;
    private static final Pattern AMBIGUOUS = Pattern.compile("[;\\\\]|//|/\\.{1,2}(/|$)|%2f|%3b|%5c|%2e|%25|%00");

    void register(@Observes Filters filters) {
        filters.register(PathGuard::check, FIRST);
    }

    private static void check(RoutingContext context) {
        String uri = context.request().uri();
        int query = uri.indexOf('?');
        String path = (query < 0 ? uri : uri.substring(0, query)).toLowerCase(Locale.ROOT);
        if (AMBIGUOUS.matcher(path).find()) {
            context.response().setStatusCode(400).end("ambiguous path");
        } else {
            context.next();
        }
    }
}
