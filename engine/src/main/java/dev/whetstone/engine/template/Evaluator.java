package dev.whetstone.engine.template;

import java.util.ArrayList;
import java.util.List;

/** Runs statements and collects what they write. */
final class Evaluator {

    /** How a statement ended. */
    private enum Flow {
        NEXT,
        BREAK,
        CONTINUE
    }

    private final Rendering rendering;
    private final ExpressionEvaluator expressions;

    Evaluator(Rendering rendering) {
        this.rendering = rendering;
        this.expressions = new ExpressionEvaluator(rendering);
    }

    Text render(List<Statement> statements, Scope scope) {
        TextBuilder output = new TextBuilder(rendering);
        run(statements, scope, output);
        return output.build();
    }

    private Flow run(List<Statement> statements, Scope scope, TextBuilder output) {
        for (Statement statement : statements) {
            Flow flow = run(statement, scope, output);
            if (flow != Flow.NEXT) {
                return flow;
            }
        }
        return Flow.NEXT;
    }

    private Flow run(Statement statement, Scope scope, TextBuilder output) {
        switch (statement) {
            case Statement.Literal literal -> output.append(literal.text());
            case Statement.Print print ->
                output.append(Printed.of(rendering, expressions.evaluate(print.value(), scope)));
            case Statement.If condition -> {
                return run(
                        expressions.isTrue(condition.condition(), scope) ? condition.then() : condition.otherwise(),
                        scope,
                        output);
            }
            case Statement.For loop -> {
                return run(loop, scope, output);
            }
            case Statement.Assign assign ->
                assign(assign.targets(), expressions.evaluate(assign.value(), scope), scope, assign.line());
            case Statement.AssignField assign -> assign(assign, scope);
            case Statement.AssignBlock assign -> scope.set(assign.target(), render(assign.body(), scope));
            case Statement.DefineMacro macro -> scope.set(macro.name(), new Macro(macro, scope, this, expressions));
            case Statement.Block block -> {
                return run(block.body(), scope, output);
            }
            case Statement.Break _ -> {
                return Flow.BREAK;
            }
            case Statement.Continue _ -> {
                return Flow.CONTINUE;
            }
        }
        return Flow.NEXT;
    }

    private Flow run(Statement.For loop, Scope scope, TextBuilder output) {
        List<Object> items = chosen(loop, scope);
        if (items.isEmpty()) {
            return run(loop.otherwise(), scope.inner(), output);
        }
        Loop state = new Loop(items);
        for (int i = 0; i < items.size(); i++) {
            rendering.at(loop.line());
            state.at(i);
            Scope inner = scope.inner();
            inner.set("loop", state);
            assign(loop.targets(), items.get(i), inner, loop.line());
            if (run(loop.body(), inner, output) == Flow.BREAK) {
                break;
            }
        }
        return Flow.NEXT;
    }

    private List<Object> chosen(Statement.For loop, Scope scope) {
        List<Object> chosen = new ArrayList<>();
        for (Object item : Values.items(rendering, expressions.evaluate(loop.items(), scope))) {
            Scope inner = scope.inner();
            assign(loop.targets(), item, inner, loop.line());
            if (expressions.isTrue(loop.filter(), inner)) {
                chosen.add(item);
            }
        }
        return chosen;
    }

    private void assign(List<String> targets, Object value, Scope scope, int line) {
        rendering.at(line);
        if (targets.size() == 1) {
            scope.set(targets.getFirst(), value);
            return;
        }
        List<Object> items = Values.items(rendering, value);
        if (items.size() != targets.size()) {
            throw rendering.fail("cannot give " + items.size() + " values to " + targets.size() + " names");
        }
        for (int i = 0; i < items.size(); i++) {
            scope.set(targets.get(i), items.get(i));
        }
    }

    private void assign(Statement.AssignField assign, Scope scope) {
        Object value = expressions.evaluate(assign.value(), scope);
        rendering.at(assign.line());
        if (!(scope.find(assign.namespace()) instanceof Namespace namespace)) {
            throw rendering.fail("only fields of a namespace can be set, " + assign.namespace() + " is none");
        }
        namespace.fields().put(assign.field(), value);
    }

    Rendering rendering() {
        return rendering;
    }
}
