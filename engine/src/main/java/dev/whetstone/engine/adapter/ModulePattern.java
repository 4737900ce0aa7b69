package dev.whetstone.engine.adapter;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A setting that differs between modules: {@code rank_pattern} or {@code alpha_pattern} of PEFT. The first key that matches the end of a
 * module's path counts.
 *
 * @param <N> rank or alpha
 */
final class ModulePattern<N extends Number> {

    private final Map<PathPattern, N> values = new LinkedHashMap<>();
    private final N otherwise;

    ModulePattern(Map<String, N> values, N otherwise) {
        values.forEach((key, value) -> this.values.put(PathPattern.ofEnd(key), value));
        this.otherwise = otherwise;
    }

    N of(String path) {
        return values.entrySet().stream()
                .filter(entry -> entry.getKey().matches(path))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(otherwise);
    }

    /**
     * That every key matches a module, and that the order of keys does not matter: PEFT sorts them when it saves an adapter, and so may
     * whatever else stores them.
     *
     * @param field for the message
     * @param paths of modules with an adapter
     */
    void requireClear(String field, List<String> paths) {
        values.keySet().forEach(key -> {
            if (paths.stream().noneMatch(key::matches)) {
                throw new IllegalArgumentException(field + " has the key " + key
                        + ", which is the end of no module's path that gets an adapter, such as " + paths.getFirst());
            }
        });
        paths.forEach(path -> requireOneValue(field, path));
    }

    private void requireOneValue(String field, String path) {
        List<Map.Entry<PathPattern, N>> matching = values.entrySet().stream()
                .filter(entry -> entry.getKey().matches(path))
                .toList();
        if (matching.stream().map(Map.Entry::getValue).distinct().count() > 1) {
            throw new IllegalArgumentException(field + " gives " + path + " two values, by the keys "
                    + matching.stream().map(entry -> entry.getKey().toString()).toList()
                    + ": which of them counts would depend on their order; make them narrower");
        }
    }
}
