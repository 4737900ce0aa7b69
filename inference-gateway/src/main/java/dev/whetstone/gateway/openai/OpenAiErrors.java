package dev.whetstone.gateway.openai;

import dev.whetstone.gateway.edge.ErrorCode;
import dev.whetstone.gateway.edge.RequestRefused;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

import java.util.Optional;
import java.util.concurrent.CompletionException;

import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** The one place where a refusal becomes an HTTP answer. */
class OpenAiErrors {

    private static final Logger LOG = Logger.getLogger(OpenAiErrors.class);

    @ServerExceptionMapper
    Response refused(RequestRefused reason) {
        Response.ResponseBuilder response = answer(reason.code().http(), ErrorView.of(reason));
        reason.retryAfter().ifPresent(after -> response.header("Retry-After", Math.max(1, after.toSeconds())));
        return response.build();
    }

    @ServerExceptionMapper
    Response wrapped(CompletionException failure) {
        return failure.getCause() instanceof RequestRefused reason ? refused(reason) : unexpected(failure);
    }

    /** The framework's own: no such path, method or media type. */
    @ServerExceptionMapper
    Response framework(WebApplicationException failure) {
        int status = failure.getResponse().getStatus();
        String phrase = failure.getResponse().getStatusInfo().getReasonPhrase();
        return answer(
                        status,
                        new ErrorView(new ErrorView.Detail(
                                "the request was not understood: " + phrase,
                                "invalid_request_error",
                                Optional.empty(),
                                "http_" + status)))
                .build();
    }

    @ServerExceptionMapper
    Response unexpected(RuntimeException failure) {
        LOG.error("a request failed unexpectedly", failure);
        return answer(500, ErrorView.of(ErrorCode.INTERNAL, "the gateway failed; its log says why"))
                .build();
    }

    private static Response.ResponseBuilder answer(int status, ErrorView body) {
        return Response.status(status).type(MediaType.APPLICATION_JSON_TYPE).entity(OpenAiJson.write(body));
    }
}
