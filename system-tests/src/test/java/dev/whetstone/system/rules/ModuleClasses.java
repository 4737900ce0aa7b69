package dev.whetstone.system.rules;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What the build made of every module, read from where it was put: nothing here depends on a service. */
public final class ModuleClasses {

    static final List<String> MODULES = List.of(
            "contracts",
            "artifacts",
            "engine",
            "deploy/local",
            "messaging",
            "edge",
            "metrics",
            "dataset-service",
            "eval-service",
            "training-service",
            "inference-gateway",
            "cli");

    private ModuleClasses() {}

    static JavaClasses all() {
        return new ClassFileImporter()
                .importPaths(MODULES.stream().map(ModuleClasses::directory).toList());
    }

    /** @param module its folder in the project, such as {@code training-service} */
    public static JavaClasses of(String module) {
        return new ClassFileImporter().importPath(directory(module));
    }

    private static Path directory(String module) {
        Path classes =
                Path.of("..", module, "target", "classes").toAbsolutePath().normalize();
        if (!Files.isDirectory(classes.resolve("dev"))) {
            throw new IllegalStateException(
                    classes + " holds no classes: build the other modules first, as `./whetstone test` does");
        }
        return classes;
    }
}
