package dev.whetstone.gateway.generation;

import dev.whetstone.contracts.Digest;
import dev.whetstone.engine.ModelException;
import dev.whetstone.engine.constrain.Constraint;
import dev.whetstone.engine.constrain.Constraints;
import dev.whetstone.engine.constrain.schema.SchemaException;
import dev.whetstone.gateway.edge.ErrorCode;
import dev.whetstone.gateway.edge.RequestRefused;
import dev.whetstone.gateway.model.LoadedBase;
import dev.whetstone.gateway.routing.Route;

import java.util.Optional;

/** From the format that a request or its alias asks for to what the engine holds a completion to. Compiling is cached by the engine. */
final class HeldOutput {

    private HeldOutput() {}

    /** The request's own format, or else the alias's: what was judged under a schema is served under it. */
    static Optional<Constraint> of(LoadedBase loaded, Route route, GenerateText request) {
        Optional<Constraint> constraint = request.format().isPresent()
                ? of(loaded, request.format().get())
                : route.schema().map(schema -> ofAlias(loaded, route, schema));
        if (constraint.isPresent() && !request.sampling().stop().isEmpty()) {
            throw RequestRefused.invalid("stop", stopIsRefused(route, request));
        }
        return constraint;
    }

    /** @throws RequestRefused naming the field, and the keyword that output cannot be held to with its place in the schema */
    static Optional<Constraint> of(LoadedBase loaded, OutputFormat format) {
        return switch (format) {
            case OutputFormat.PlainText _ -> Optional.empty();
            case OutputFormat.AnyObject object ->
                Optional.of(constraints(loaded, object.field()).anyObject());
            case OutputFormat.JsonSchema wanted -> Optional.of(compile(loaded, wanted));
        };
    }

    /** As answers name it. */
    static Digest digest(Constraint constraint) {
        return new Digest("sha256:" + constraint.digest());
    }

    private static Constraint compile(LoadedBase loaded, OutputFormat.JsonSchema wanted) {
        try {
            return constraints(loaded, wanted.field()).compile(wanted.schema());
        } catch (SchemaException e) {
            throw RequestRefused.invalid(wanted.field(), wanted.field() + ": " + e.getMessage());
        }
    }

    private static Constraint ofAlias(LoadedBase loaded, Route route, String schema) {
        try {
            return compile(loaded, new OutputFormat.JsonSchema("model", schema));
        } catch (RequestRefused e) {
            throw new RequestRefused(
                    ErrorCode.MODEL_REFUSED,
                    route.label() + " is held to a schema that this replica cannot hold it to: " + e.getMessage());
        }
    }

    private static Constraints constraints(LoadedBase loaded, String field) {
        try {
            return loaded.model().constraints();
        } catch (ModelException e) {
            throw RequestRefused.invalid(
                    field, field + ": this base cannot be held to a format: " + e.getMessage() + "; leave it out");
        }
    }

    private static String stopIsRefused(Route route, GenerateText request) {
        String held = request.format().isPresent()
                ? "the output is held to a format"
                : route.label() + " is held to the schema that it was judged under";
        return "stop: " + held + ", and stop strings could cut a value and call it whole: leave one of the two out";
    }
}
