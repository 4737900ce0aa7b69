package dev.whetstone.edge;

import io.smallrye.common.annotation.RunOnVirtualThread;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;

/** A service as small as can be. */
@Path("/things")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class ThingResource {

    enum ThingError implements ErrorCode {
        UNKNOWN("thing.unknown", 404),
        BUSY("thing.busy", 503);

        private final String label;
        private final int status;

        ThingError(String label, int status) {
            this.label = label;
            this.status = status;
        }

        @Override
        public String label() {
            return label;
        }

        @Override
        public int status() {
            return status;
        }
    }

    /** Every kind of field. */
    public record Thing(
            String firstName, long size, boolean round, Optional<List<Thing>> parts, Optional<String> label) {

        public Thing {
            if (size < 0) {
                throw new IllegalArgumentException("size: expected at least 0, but got " + size);
            }
        }
    }

    /** No mapper can write it. */
    public record Unwritable(Object self) {

        public Object getBroken() {
            throw new IllegalStateException("broken");
        }
    }

    @POST
    public Thing echo(Thing thing) {
        return Parameters.body(thing);
    }

    @GET
    @Path("{kind}")
    public Object fail(String kind) throws Exception {
        return switch (kind) {
            case "unknown" -> throw new RequestRefused(ThingError.UNKNOWN, "there is no thing", "Make one.");
            case "busy" -> throw new RequestRefused(ThingError.BUSY, "too many things", "Wait.");
            case "away" -> throw new IllegalStateException(new SQLException("connection refused", "08001"));
            case "refusing" -> throw new IllegalStateException(new SQLException("duplicate key", "23505"));
            case "bug" -> throw new IllegalArgumentException("secret detail");
            case "gateway" -> throw new WebApplicationException(502);
            case "moved" -> throw new WebApplicationException(304);
            case "unwritable" -> new Unwritable("x");
            default -> Map.of("kind", kind);
        };
    }
}
