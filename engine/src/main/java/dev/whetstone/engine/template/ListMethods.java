package dev.whetstone.engine.template;

import java.util.List;
import java.util.Optional;

/** Methods of lists that change nothing. */
final class ListMethods {

    private ListMethods() {}

    static Optional<Callable> find(List<?> list, String name) {
        Callable method = switch (name) {
            case "index" -> arguments -> index(arguments.atMost(1), list);
            case "count" -> arguments -> count(arguments.atMost(1), list);
            default -> null;
        };
        return Optional.ofNullable(method);
    }

    private static Object index(Arguments arguments, List<?> list) {
        Object wanted = arguments.require(0, "value");
        arguments.rendering().spend(list.size());
        for (int i = 0; i < list.size(); i++) {
            if (Operators.areEqual(list.get(i), wanted)) {
                return (long) i;
            }
        }
        throw arguments.rendering().fail("the value is not in the list");
    }

    private static Object count(Arguments arguments, List<?> list) {
        Object wanted = arguments.require(0, "value");
        arguments.rendering().spend(list.size());
        return list.stream().filter(item -> Operators.areEqual(item, wanted)).count();
    }
}
