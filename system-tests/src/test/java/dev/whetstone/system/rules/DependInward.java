package dev.whetstone.system.rules;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;

/** A class uses only its own module and those further in. A package that is no known module is a violation too. */
final class DependInward extends ArchCondition<JavaClass> {

    private final Modules modules;

    DependInward(String root) {
        super("use only modules further in");
        this.modules = new Modules(root);
    }

    @Override
    public void check(JavaClass type, ConditionEvents events) {
        String module = modules.of(type).orElse("");
        if (!Modules.known(module) && !type.getSimpleName().equals("package-info")) {
            events.add(SimpleConditionEvent.violated(type, type.getFullName() + " lies in no known module"));
        }
        for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
            modules.of(dependency.getTargetClass())
                    .filter(other -> !Modules.mayUse(module, other))
                    .ifPresent(other -> events.add(SimpleConditionEvent.violated(
                            type,
                            module + " may use " + Modules.usableFrom(module) + ", not " + other + ": "
                                    + dependency.getDescription())));
        }
    }
}
