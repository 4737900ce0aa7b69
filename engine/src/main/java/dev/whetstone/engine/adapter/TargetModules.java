package dev.whetstone.engine.adapter;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Which modules get an adapter, as PEFT's {@code target_modules} says it: a list of names, or one text. In JSON and on the command line
 * written as there.
 */
public sealed interface TargetModules {

    String ALL = "all-linear";

    /**
     * Modules whose path is one of these or ends with a dot and one of these: {@code q_proj} in every layer,
     * {@code layers.0.self_attn.q_proj} in one.
     */
    record Named(List<String> names) implements TargetModules {

        public Named {
            names = List.copyOf(names);
            if (names.isEmpty()) {
                throw new IllegalArgumentException(
                        "targets is []: name at least one of " + LoraTarget.names() + ", or " + ALL);
            }
            names.forEach(Named::requireLinear);
        }

        /** Whichever the layer: how many there are depends on the base. */
        private static void requireLinear(String name) {
            String inFirst = name.replaceFirst("(^|\\.)layers\\.\\d+\\.", "$1layers.0.");
            boolean known = false;
            for (LoraTarget target : LoraTarget.values()) {
                known |= isNamed(inFirst, target.path(0));
            }
            if (!known) {
                throw new IllegalArgumentException(
                        "target " + name + " is not a linear layer of this architecture: use " + LoraTarget.names());
            }
        }

        @Override
        public boolean matches(String path) {
            return names.stream().anyMatch(name -> isNamed(name, path));
        }

        static boolean isNamed(String name, String path) {
            return path.equals(name) || path.endsWith("." + name);
        }
    }

    /** Modules whose whole path matches a regular expression, such as {@code .*\.layers\.[01]\..*_proj}. */
    record Matching(PathPattern path) implements TargetModules {

        public Matching(String pattern) {
            this(compiled(pattern));
        }

        private static PathPattern compiled(String pattern) {
            try {
                return PathPattern.ofPath(pattern);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("targets is " + pattern + ": " + e.getMessage(), e);
            }
        }

        public String pattern() {
            return path.toString();
        }

        @Override
        public boolean matches(String module) {
            return path.matches(module);
        }
    }

    /** Every linear layer of every block. */
    record AllLinear() implements TargetModules {

        @Override
        public boolean matches(String path) {
            return path.endsWith("_proj");
        }
    }

    /** Whether the module of this path gets an adapter. */
    boolean matches(String path);

    /** A regular expression over whole paths that says the same. */
    private String asPattern() {
        return switch (this) {
            case Named named -> PathPattern.named(named.names());
            case Matching matching -> matching.pattern();
            case AllLinear _ -> ".*_proj";
        };
    }

    /**
     * The same without the modules whose whole path matches: PEFT's {@code exclude_modules}, which counts before {@code target_modules}.
     *
     * @param pattern as {@link #of(String)} takes it
     * @throws IllegalArgumentException when it is no such pattern
     */
    default TargetModules without(String pattern) {
        PathPattern.ofPath(pattern);
        return new Matching("(?!(?:" + pattern + ")$)(?:" + asPattern() + ")");
    }

    static TargetModules named(List<String> names) {
        return new Named(names);
    }

    /** {@code all-linear} or a regular expression. */
    static TargetModules of(String text) {
        return text.toLowerCase(Locale.ROOT).equals(ALL) ? new AllLinear() : new Matching(text);
    }

    /** @throws IllegalArgumentException when the value is neither a text nor a list of texts, or what it says is none */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static TargetModules of(JsonNode json) {
        if (json.isTextual()) {
            return of(json.textValue());
        }
        List<String> names = new ArrayList<>();
        for (JsonNode name : json) {
            if (!name.isTextual()) {
                throw new IllegalArgumentException("targets holds " + name + ": it must hold names of modules");
            }
            names.add(name.textValue());
        }
        return new Named(names);
    }

    /** A list of names or a text. */
    @JsonValue
    default Object json() {
        return switch (this) {
            case Named named -> named.names();
            case Matching matching -> matching.pattern();
            case AllLinear _ -> ALL;
        };
    }
}
