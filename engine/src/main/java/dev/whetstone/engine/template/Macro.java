package dev.whetstone.engine.template;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** A piece of template with parameters. It sees what was set where it was written, and its own arguments. */
record Macro(Statement.DefineMacro definition, Scope scope, Evaluator evaluator, ExpressionEvaluator expressions)
        implements Callable {

    @Override
    public Object call(Arguments given) {
        Rendering rendering = evaluator.rendering();
        Scope inner = scope.inner();
        Set<String> named = new HashSet<>(given.named().keySet());
        int index = 0;
        for (Map.Entry<String, Expression> parameter : definition.parameters().entrySet()) {
            inner.set(parameter.getKey(), argument(given, index++, parameter, inner));
            named.remove(parameter.getKey());
        }
        if (given.positional().size() > index || !named.isEmpty()) {
            throw rendering.fail("macro " + definition.name() + " takes no more than " + index + " arguments");
        }
        rendering.enterCall();
        Text text = evaluator.render(definition.body(), inner);
        rendering.leaveCall();
        return text;
    }

    private Object argument(Arguments given, int index, Map.Entry<String, Expression> parameter, Scope inner) {
        if (given.has(index, parameter.getKey())) {
            return given.find(index, parameter.getKey(), None.NONE);
        }
        return parameter.getValue() == Values.REQUIRED
                ? new Undefined(parameter.getKey())
                : expressions.evaluate(parameter.getValue(), inner);
    }
}
