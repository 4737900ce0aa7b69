package dev.whetstone.training.edge;

import com.fasterxml.jackson.core.JsonProcessingException;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

import java.sql.SQLException;

import jakarta.persistence.PersistenceException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** Exceptions to HTTP answers, in one place. */
final class ErrorMapper {

    private static final Logger LOG = Logger.getLogger(ErrorMapper.class);

    @ServerExceptionMapper
    Response refused(RequestRefused problem) {
        return answer(problem.code(), problem.getMessage(), problem.whatToDo());
    }

    @ServerExceptionMapper
    Response malformed(JsonProcessingException problem) {
        return answer(
                ErrorCode.INVALID_REQUEST,
                "the body is not the JSON expected: " + problem.getOriginalMessage(),
                "See the schema on /q/openapi.");
    }

    @ServerExceptionMapper
    Response invalid(IllegalArgumentException problem) {
        return answer(
                ErrorCode.INVALID_REQUEST,
                String.valueOf(problem.getMessage()),
                "Correct the value and send the request again.");
    }

    @ServerExceptionMapper({PersistenceException.class, SQLException.class})
    Response databaseAway(Exception problem) {
        LOG.error("the database did not take a request", problem);
        return answer(
                ErrorCode.UNAVAILABLE,
                "the database is not available",
                "Send the request again in a few seconds; nothing was changed.");
    }

    private static Response answer(ErrorCode code, String message, String whatToDo) {
        return Response.status(code.status())
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(new ErrorView(code.label(), message, whatToDo))
                .build();
    }
}
