package dev.whetstone.system.rules;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;

import java.util.List;
import java.util.Map;

/** Contracts, artifacts and engine use Java and the few libraries that are listed for each. */
final class KnowNoFramework extends ArchCondition<JavaClass> {

    private static final Map<String, List<String>> LIBRARIES = Map.of(
            "contracts", List.of("com.fasterxml.jackson.", "com.google.protobuf.", "com.google.common.", "io.grpc."),
            "artifacts", List.of("com.fasterxml.jackson.", "com.google.crypto.tink.", "software.amazon.awssdk."),
            "engine",
                    List.of(
                            "com.fasterxml.jackson.",
                            "org.bytedeco.",
                            "ai.djl.",
                            "org.slf4j.",
                            "jdk.incubator.vector.",
                            "com.sun.management."));

    private final Modules modules;

    KnowNoFramework(String root) {
        super("know no framework when they are contracts, artifacts or engine");
        this.modules = new Modules(root);
    }

    @Override
    public void check(JavaClass type, ConditionEvents events) {
        String module = modules.of(type).orElse("");
        List<String> libraries = LIBRARIES.get(module);
        if (libraries == null) {
            return;
        }
        for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
            JavaClass target = dependency.getTargetClass().getBaseComponentType();
            if (modules.of(target).isEmpty() && !allowed(target, libraries)) {
                events.add(SimpleConditionEvent.violated(
                        type, module + " may use " + libraries + " only: " + dependency.getDescription()));
            }
        }
    }

    private static boolean allowed(JavaClass target, List<String> libraries) {
        return target.isPrimitive()
                || target.getFullName().startsWith("java.")
                || libraries.stream().anyMatch(target.getFullName()::startsWith);
    }
}
