package dev.whetstone.engine.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Methods of mappings that change nothing. */
final class MappingMethods {

    private MappingMethods() {}

    static Optional<Callable> find(Map<?, ?> map, String name) {
        Callable method = switch (name) {
            case "items" -> arguments -> items(arguments.atMost(0).rendering(), map);
            case "keys" -> arguments -> copy(arguments.atMost(0).rendering(), map.keySet());
            case "values" -> arguments -> copy(arguments.atMost(0).rendering(), map.values());
            case "get" -> arguments -> get(arguments.atMost(2), map);
            default -> null;
        };
        return Optional.ofNullable(method);
    }

    static List<Object> items(Rendering rendering, Map<?, ?> map) {
        rendering.spend(map.size());
        List<Object> items = new ArrayList<>();
        map.forEach((key, value) -> items.add(List.of(key, value)));
        return items;
    }

    private static List<Object> copy(Rendering rendering, java.util.Collection<?> values) {
        rendering.spend(values.size());
        return new ArrayList<>(values);
    }

    private static Object get(Arguments arguments, Map<?, ?> map) {
        Object value = map.get(arguments.require(0, "key"));
        return value == null ? arguments.find(1, "default", None.NONE) : value;
    }
}
