package dev.whetstone.edge;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

import jakarta.inject.Singleton;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** Counts refusals and makes answers of them; every error of a service passes here. */
@Singleton
public class Refusals {

    private static final int RETRY_SECONDS = 5;

    private final MeterRegistry metrics;

    Refusals(MeterRegistry metrics) {
        this.metrics = metrics;
        expect(EdgeError.values());
    }

    /** Codes that a service may answer with: counted from zero, so that the first refusal is seen to rise. */
    public void expect(ErrorCode... codes) {
        for (ErrorCode code : codes) {
            counter(code);
        }
    }

    /** For an exception mapper. */
    public Response response(RequestRefused refused) {
        count(refused.code());
        Response.ResponseBuilder response = Response.status(refused.code().status())
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(ErrorView.of(refused));
        if (mayWorkLater(refused.code())) {
            response.header("Retry-After", RETRY_SECONDS);
        }
        if (asksWhoItIs(refused.code())) {
            response.header("WWW-Authenticate", "Bearer"); // RFC 6750, section 3
        }
        return response.build();
    }

    /** For a filter, before the body was read: what is left of it must not be taken for the next request. */
    public void end(RoutingContext exchange, RequestRefused refused) {
        count(refused.code());
        HttpServerResponse response =
                exchange.response().setStatusCode(refused.code().status());
        if (exchange.request().version() != HttpVersion.HTTP_2) {
            response.putHeader("Connection", "close");
        }
        response.putHeader("Content-Type", MediaType.APPLICATION_JSON)
                .end(new JsonObject()
                        .put("code", refused.code().label())
                        .put("message", refused.getMessage())
                        .put("what_to_do", refused.whatToDo())
                        .encode());
    }

    private void count(ErrorCode code) {
        counter(code).increment();
    }

    private Counter counter(ErrorCode code) {
        return metrics.counter("whetstone.requests.refused", "code", code.label());
    }

    private static boolean asksWhoItIs(ErrorCode code) {
        return code.status() == 401;
    }

    private static boolean mayWorkLater(ErrorCode code) {
        return code.status() == 503;
    }
}
