package dev.whetstone.system.rules;

import com.tngtech.archunit.core.domain.JavaClass;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which module a class belongs to, told by its package, and which modules that one may use. */
final class Modules {

    /** The generated gRPC classes lie in a package that the .proto file names. */
    private static final Map<String, String> PART_OF = Map.of("inference", "contracts");

    private static final Map<String, Set<String>> MAY_USE = Map.ofEntries(
            Map.entry("contracts", Set.of()),
            Map.entry("engine", Set.of()),
            Map.entry("artifacts", Set.of("contracts")),
            Map.entry("local", Set.of("contracts")),
            Map.entry("messaging", Set.of("contracts")),
            Map.entry("edge", Set.of("contracts")),
            Map.entry("metrics", Set.of()),
            Map.entry("dataset", Set.of("messaging", "edge", "metrics", "contracts", "artifacts")),
            Map.entry("evaluation", Set.of("messaging", "edge", "metrics", "contracts", "artifacts")),
            Map.entry("training", Set.of("messaging", "edge", "metrics", "contracts", "artifacts", "engine")),
            Map.entry("gateway", Set.of("messaging", "edge", "metrics", "contracts", "artifacts", "engine")),
            Map.entry("cli", Set.of("messaging", "contracts", "artifacts", "engine", "local")));

    private final String prefix;

    Modules(String root) {
        this.prefix = root + ".";
    }

    /** Empty for a class from elsewhere. */
    Optional<String> of(JavaClass type) {
        String name = type.getBaseComponentType().getPackageName();
        if (!name.startsWith(prefix)) {
            return Optional.empty();
        }
        String first = name.substring(prefix.length()).split("\\.", 2)[0];
        return Optional.of(PART_OF.getOrDefault(first, first));
    }

    static boolean known(String module) {
        return MAY_USE.containsKey(module);
    }

    static boolean mayUse(String module, String other) {
        return module.equals(other) || MAY_USE.getOrDefault(module, Set.of()).contains(other);
    }

    static Set<String> usableFrom(String module) {
        return MAY_USE.get(module);
    }
}
