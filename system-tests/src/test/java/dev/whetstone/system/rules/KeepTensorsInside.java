package dev.whetstone.system.rules;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Outside the engine nobody uses libtorch or the engine's {@code torch} package; and what the engine makes public outside that package
 * has no type of libtorch in its signature.
 */
final class KeepTensorsInside extends ArchCondition<JavaClass> {

    private static final String LIBTORCH = "org.bytedeco.";
    private static final String ENGINE = "engine";

    private final Modules modules;
    private final String torch;

    KeepTensorsInside(String root) {
        super("keep tensors inside the engine");
        this.modules = new Modules(root);
        this.torch = root + ".engine.torch.";
    }

    @Override
    public void check(JavaClass type, ConditionEvents events) {
        if (!modules.of(type).orElse("").equals(ENGINE)) {
            type.getDirectDependenciesFromSelf().stream()
                    .filter(this::reachesInside)
                    .forEach(
                            dependency -> events.add(SimpleConditionEvent.violated(type, dependency.getDescription())));
        } else if (isPublic(type) && !type.getFullName().startsWith(torch)) {
            type.getMembers().stream()
                    .filter(KeepTensorsInside::visible)
                    .filter(KeepTensorsInside::speaksOfLibtorch)
                    .forEach(member -> events.add(SimpleConditionEvent.violated(
                            type, member.getDescription() + " has a type of libtorch in its signature")));
        }
    }

    private boolean reachesInside(Dependency dependency) {
        String target = dependency.getTargetClass().getBaseComponentType().getFullName();
        return target.startsWith(LIBTORCH) || target.startsWith(torch);
    }

    private static boolean isPublic(JavaClass type) {
        return type.getModifiers().contains(JavaModifier.PUBLIC)
                && type.getEnclosingClass().map(KeepTensorsInside::isPublic).orElse(true);
    }

    private static boolean visible(JavaMember member) {
        Set<JavaModifier> modifiers = member.getModifiers();
        return (modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED))
                && !modifiers.contains(JavaModifier.SYNTHETIC);
    }

    private static boolean speaksOfLibtorch(JavaMember member) {
        return signature(member).stream()
                .flatMap(type -> type.getAllInvolvedRawTypes().stream())
                .anyMatch(type -> type.getBaseComponentType().getFullName().startsWith(LIBTORCH));
    }

    private static List<JavaType> signature(JavaMember member) {
        if (member instanceof JavaField field) {
            return List.of(field.getType());
        }
        JavaCodeUnit code = (JavaCodeUnit) member;
        List<JavaType> types = new ArrayList<>(code.getParameterTypes());
        types.add(code.getReturnType());
        types.addAll(code.getExceptionTypes());
        return types;
    }
}
