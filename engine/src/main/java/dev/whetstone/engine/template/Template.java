package dev.whetstone.engine.template;

import java.util.List;
import java.util.Map;

/** A parsed template. Immutable; may be rendered by many threads. */
public final class Template {

    /** The longest chat templates in use have about 20,000 characters. */
    private static final int LONGEST_SOURCE = 500_000;

    private final List<Statement> statements;

    private Template(List<Statement> statements) {
        this.statements = statements;
    }

    /** @throws TemplateException when the source is not a template this interpreter knows */
    public static Template parse(String source) {
        if (source.length() > LONGEST_SOURCE) {
            throw new TemplateException(
                    1, "has " + source.length() + " characters, more than the " + LONGEST_SOURCE + " allowed");
        }
        return new Template(Parser.parse(source));
    }

    /**
     * @param variables strings, {@link Text}, numbers, booleans, lists, maps, null, {@link TemplateFunction}; a plain String
     *     counts as coming from outside
     * @throws TemplateException when the template fails, raises an exception itself, or exceeds a limit
     */
    public Text render(Map<String, Object> variables, Limits limits) {
        Scope globals = Scope.root();
        Globals.define(globals);
        variables.forEach((name, value) -> globals.set(name, Values.of(value)));
        return new Evaluator(new Rendering(limits)).render(statements, globals.inner());
    }
}
