package dev.whetstone.cli.stack;

import dev.whetstone.cli.Installation;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Lies in this package to see what {@link StackPlan} keeps to itself: what each service's process is given. */
public final class GivenToServices {

    private GivenToServices() {}

    /** Makes the keys of a stack, as its start does. */
    public static StackDirectory prepare(Path root) {
        StackDirectory directory = new StackDirectory(root);
        directory.prepare();
        return directory;
    }

    /** By service. PostgreSQL must have been started in the directory once, for its passwords. */
    public static Map<String, ProcessGift> of(StackDirectory directory, Path home, Path baseModel) {
        StackPlan plan = new StackPlan(
                new Installation(home),
                directory,
                StackPorts.free(),
                baseModel,
                new StackSettings("base", Optional.empty()));
        return plan.services().stream()
                .collect(Collectors.toMap(
                        ProcessSpec::name, spec -> new ProcessGift(spec.command(), spec.environment())));
    }
}
