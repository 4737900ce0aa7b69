package dev.whetstone.edge;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.exc.InvalidDefinitionException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

import jakarta.inject.Singleton;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;

/** Whatever is thrown below becomes an {@link ErrorView}; what nobody foresaw is logged here, once. */
@Singleton
public class ErrorMapper {

    private static final Logger LOG = Logger.getLogger(ErrorMapper.class);

    private final Refusals refusals;

    ErrorMapper(Refusals refusals) {
        this.refusals = refusals;
    }

    @ServerExceptionMapper
    public Response refused(RequestRefused refused) {
        return refusals.response(refused);
    }

    /**
     * Only what was read can be the caller's fault: a type that cannot be read, or an answer that cannot be written, is ours. The second
     * type is named because Quarkus has a mapper of its own for it.
     */
    @ServerExceptionMapper({JsonProcessingException.class, MismatchedInputException.class})
    public Response malformed(JsonProcessingException problem) {
        boolean read = problem.getProcessor() instanceof JsonParser;
        return read && !(problem instanceof InvalidDefinitionException)
                ? refused(EdgeError.REQUEST_MALFORMED.refused(JsonProblem.describe(problem)))
                : unforeseen(problem);
    }

    /** The framework's own: no such path, method or media type, a body that is too large or no JSON. */
    @ServerExceptionMapper
    public Response framework(WebApplicationException failure) {
        if (failure.getCause() instanceof JsonProcessingException problem) {
            return malformed(problem);
        }
        Response meant = failure.getResponse();
        return switch (meant.getStatusInfo().getFamily()) {
            case CLIENT_ERROR ->
                refused(EdgeError.ofStatus(meant.getStatus())
                        .refused("the request is refused: "
                                + meant.getStatusInfo().getReasonPhrase()));
            case SERVER_ERROR -> unforeseen(failure);
            case INFORMATIONAL, SUCCESSFUL, REDIRECTION, OTHER -> meant;
        };
    }

    @ServerExceptionMapper
    public Response unforeseen(Throwable failure) {
        if (DatabaseFailure.isAway(failure)) {
            LOG.warnf("the database does not answer: %s", failure.getMessage());
            return refused(EdgeError.DATABASE_UNAVAILABLE.refused("the database does not answer"));
        }
        LOG.error("a request failed", failure);
        return refused(EdgeError.INTERNAL.refused("the request failed inside the service"));
    }
}
