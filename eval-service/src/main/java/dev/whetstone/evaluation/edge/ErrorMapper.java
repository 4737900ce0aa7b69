package dev.whetstone.evaluation.edge;

import dev.whetstone.artifacts.ArtifactException;
import io.micrometer.core.instrument.MeterRegistry;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

import java.util.Optional;

import jakarta.inject.Singleton;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** The one place where a failure becomes an HTTP answer. */
@Singleton
class ErrorMapper {
    private static final Logger LOG = Logger.getLogger(ErrorMapper.class);

    private final MeterRegistry metrics;

    ErrorMapper(MeterRegistry metrics) {
        this.metrics = metrics;
    }

    @ServerExceptionMapper
    Response refused(RefusedException refused) {
        return answer(refused.code(), refused.code().status(), ErrorView.of(refused));
    }

    /** The framework's own refusals: a body that is not JSON, a method that a path does not have. */
    @ServerExceptionMapper
    Response rejected(WebApplicationException rejected) {
        int status = rejected.getResponse().getStatus();
        String cause = Optional.ofNullable(rejected.getCause())
                .map(ErrorMapper::firstLine)
                .orElse(rejected.getMessage());
        ErrorCode code = status < 500 ? ErrorCode.REQUEST_INVALID : ErrorCode.INTERNAL;
        return answer(code, status, new ErrorView(code.label(), cause, "Compare the request with /q/openapi."));
    }

    @ServerExceptionMapper
    Response unreadable(ArtifactException broken) {
        LOG.error("artifact cannot be read", broken);
        ErrorCode code = ErrorCode.ARTIFACT_UNREADABLE;
        return answer(
                code,
                code.status(),
                new ErrorView(
                        code.label(),
                        broken.getMessage(),
                        "Restore the artifact store from its backup; the digest names the artifact."));
    }

    @ServerExceptionMapper
    Response unexpected(RuntimeException unexpected) {
        LOG.error("request failed", unexpected);
        ErrorCode code = ErrorCode.INTERNAL;
        return answer(
                code,
                code.status(),
                new ErrorView(
                        code.label(),
                        "the request failed inside the service",
                        "Look at eval-service's log, then try again."));
    }

    private Response answer(ErrorCode code, int status, ErrorView body) {
        metrics.counter("evaluation.requests.refused", "code", code.label()).increment();
        return Response.status(status)
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(body)
                .build();
    }

    /** Jackson puts the position on later lines; the first one names field and value. */
    private static String firstLine(Throwable cause) {
        return String.valueOf(cause.getMessage())
                .lines()
                .findFirst()
                .orElse(cause.getClass().getSimpleName());
    }
}
