package dev.whetstone.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A virtual machine that was started without the module of vectors. */
public final class JvmWithoutVectors {

    private static final String MODULE = "jdk.incubator.vector";

    private JvmWithoutVectors() {}

    /** What the program writes; it must end well. */
    public static String run(Class<?> program, String argument) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command(program, argument))
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }

    /** Whether this one has the module. */
    public static boolean hasModule() {
        return ModuleLayer.boot().findModule(MODULE).isPresent();
    }

    private static List<String> command(Class<?> program, String argument) {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElseThrow());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag ->
                        !flag.contains(MODULE) && !flag.startsWith("-javaagent") && !flag.startsWith("-agentlib"))
                .forEach(command::add);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName(), argument));
        return command;
    }
}
