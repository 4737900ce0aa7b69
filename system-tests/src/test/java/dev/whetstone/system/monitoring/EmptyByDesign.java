package dev.whetstone.system.monitoring;

import com.fasterxml.jackson.databind.JsonNode;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** {@code empty-by-design.yaml}: expressions that need not give data, each with its reason. */
final class EmptyByDesign {

    /** @param mayHaveData in some loops it has some */
    record Entry(String reason, boolean mayHaveData) {}

    private final Map<String, Entry> entries;
    private final Set<String> used = new HashSet<>();

    private EmptyByDesign(Map<String, Entry> entries) {
        this.entries = entries;
    }

    /** @throws IllegalArgumentException when an entry has no reason, or two are about one expression */
    static EmptyByDesign read(Path file) {
        return of(MonitoringFiles.yaml(file));
    }

    static EmptyByDesign of(JsonNode list) {
        Map<String, Entry> entries = new LinkedHashMap<>();
        for (JsonNode entry : list.path("empty")) {
            String where = entry.path("where").asText();
            String reason = entry.path("reason").asText();
            if (where.isBlank() || reason.isBlank()) {
                throw new IllegalArgumentException("empty-by-design: an entry needs `where` and `reason`: " + entry);
            }
            if (entries.put(where, new Entry(reason, entry.path("may_have_data").asBoolean())) != null) {
                throw new IllegalArgumentException("empty-by-design: listed twice: " + where);
            }
        }
        return new EmptyByDesign(entries);
    }

    Optional<Entry> of(Expression expression) {
        used.add(expression.where());
        return Optional.ofNullable(entries.get(expression.where()));
    }

    /** About no expression that was asked for: it has been renamed or removed. */
    Set<String> unused() {
        Set<String> unused = new HashSet<>(entries.keySet());
        unused.removeAll(used);
        return unused;
    }
}
