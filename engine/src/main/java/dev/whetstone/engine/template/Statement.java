package dev.whetstone.engine.template;

import java.util.List;
import java.util.Map;

/** A part of a template that writes or changes something. */
sealed interface Statement {

    /** Text as it stands. */
    record Literal(Text text) implements Statement {}

    record Print(Expression value) implements Statement {}

    record If(Expression condition, List<Statement> then, List<Statement> otherwise) implements Statement {}

    /** The filter and the body of {@code else} may be empty. */
    record For(
            List<String> targets,
            Expression items,
            Expression filter,
            List<Statement> body,
            List<Statement> otherwise,
            int line)
            implements Statement {}

    /** One name, or several that take a sequence apart. */
    record Assign(List<String> targets, Expression value, int line) implements Statement {}

    /** {@code set namespace.field = …}. */
    record AssignField(String namespace, String field, Expression value, int line) implements Statement {}

    record AssignBlock(String target, List<Statement> body) implements Statement {}

    /** Parameters in order, each with its default or {@link Values#REQUIRED}. */
    record DefineMacro(String name, Map<String, Expression> parameters, List<Statement> body, int line)
            implements Statement {}

    /** A body that is rendered as it is; only the tag around it was special. */
    record Block(List<Statement> body) implements Statement {}

    record Break() implements Statement {}

    record Continue() implements Statement {}
}
