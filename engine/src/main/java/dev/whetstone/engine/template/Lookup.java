package dev.whetstone.engine.template;

import java.util.List;
import java.util.Map;

/**
 * {@code object.name} and {@code object[key]}. Nothing of the program's own objects can be reached: what is not listed here is
 * undefined.
 */
final class Lookup {

    private final Rendering rendering;

    Lookup(Rendering rendering) {
        this.rendering = rendering;
    }

    /** As in Jinja2 a mapping's method goes before its key of the same name. */
    Object attribute(Object object, String name) {
        if (name.startsWith("_")) {
            throw rendering.fail("access to attribute " + name + " is not allowed");
        }
        return switch (object) {
            case Map<?, ?> map ->
                MappingMethods.find(map, name).<Object>map(m -> m).orElseGet(() -> key(map, name));
            case Text text -> TextMethods.find(text, name).<Object>map(m -> m).orElse(new Undefined(name));
            case List<?> list ->
                ListMethods.find(list, name).<Object>map(m -> m).orElse(new Undefined(name));
            case Loop loop -> loop.attribute(name);
            case Namespace namespace -> namespace.fields().getOrDefault(name, new Undefined(name));
            case Undefined undefined -> throw undefined(undefined);
            default -> new Undefined(name);
        };
    }

    Object item(Object object, Object key) {
        return switch (object) {
            case Map<?, ?> map when map.containsKey(key) -> map.get(key);
            case List<?> list when key instanceof Long index -> Slices.item(rendering, list, index);
            case Text text when key instanceof Long index -> Slices.character(rendering, text, index);
            case Undefined undefined -> throw undefined(undefined);
            default -> key instanceof Text name ? attribute(object, name.value()) : new Undefined("item " + key);
        };
    }

    private static Object key(Map<?, ?> map, String name) {
        Object value = map.get(Text.trusted(name));
        return value == null ? new Undefined(name) : value;
    }

    TemplateException undefined(Undefined undefined) {
        return rendering.fail("'" + undefined.name() + "' is not defined");
    }
}
