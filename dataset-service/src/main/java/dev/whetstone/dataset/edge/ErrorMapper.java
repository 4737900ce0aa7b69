package dev.whetstone.dataset.edge;

import dev.whetstone.artifacts.ArtifactException;
import dev.whetstone.artifacts.ArtifactStoreFullException;
import io.micrometer.core.instrument.MeterRegistry;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.NotSupportedException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** Whatever is thrown below becomes an {@link ErrorView}; what nobody foresaw is logged here, once. */
@Singleton
public class ErrorMapper {

    private static final Logger LOG = Logger.getLogger(ErrorMapper.class);
    private static final int RETRY_SECONDS = 5;

    private final MeterRegistry metrics;

    @Inject
    public ErrorMapper(MeterRegistry metrics) {
        this.metrics = metrics;
    }

    @ServerExceptionMapper
    public Response map(DatasetException e) {
        return answer(e.code(), e.getMessage());
    }

    @ServerExceptionMapper
    public Response map(ArtifactException e) {
        ErrorCode code = e instanceof ArtifactStoreFullException ? ErrorCode.NO_SPACE : ErrorCode.STORE_FAILED;
        LOG.errorf(e, "the artifact store failed: %s", e.getMessage());
        return answer(code, e.getMessage());
    }

    @ServerExceptionMapper
    public Response map(NotFoundException e) {
        return answer(ErrorCode.NOT_FOUND, "there is nothing at this path");
    }

    @ServerExceptionMapper
    public Response map(NotAllowedException e) {
        return answer(ErrorCode.METHOD_NOT_ALLOWED, "this path does not know the method");
    }

    @ServerExceptionMapper
    public Response map(NotSupportedException e) {
        return answer(ErrorCode.MEDIA_TYPE, "this path does not take the body's media type");
    }

    @ServerExceptionMapper
    public Response map(WebApplicationException e) {
        int status = e.getResponse().getStatus();
        ErrorCode code =
                status == ErrorCode.BODY_TOO_LARGE.status() ? ErrorCode.BODY_TOO_LARGE : ErrorCode.REQUEST_MALFORMED;
        return status >= 500 ? unforeseen(e) : answer(code, "the request is not understood: " + status);
    }

    @ServerExceptionMapper
    public Response map(Throwable e) {
        return DatabaseFailure.isAway(e)
                ? answer(ErrorCode.DATABASE_UNAVAILABLE, "the database does not answer")
                : unforeseen(e);
    }

    private Response unforeseen(Throwable e) {
        LOG.error("a request failed", e);
        return answer(ErrorCode.INTERNAL, "the request failed: " + e.getClass().getSimpleName());
    }

    private Response answer(ErrorCode code, String message) {
        metrics.counter("dataset.requests.refused", "code", code.code()).increment();
        Response.ResponseBuilder response = Response.status(code.status())
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(ErrorView.of(code, message));
        if (code.isTemporary()) {
            response.header("Retry-After", RETRY_SECONDS);
        }
        return response.build();
    }
}
