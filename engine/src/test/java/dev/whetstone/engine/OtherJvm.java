package dev.whetstone.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A virtual machine that was started as this one, but for some flag. */
public final class OtherJvm {

    /** A flag that has the module of vectors in it. */
    public static final String MODULE = "jdk.incubator.vector";

    /** A flag that keeps the best compiler away. */
    public static final String QUICK_COMPILER = "TieredStopAtLevel";

    private OtherJvm() {}

    /** What the program writes; it must end well. @param without what a flag has in it that is left out */
    public static String run(String without, Class<?> program, String... arguments)
            throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command(without, program, List.of(arguments)))
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }

    /** Whether this one has the module of vectors. */
    public static boolean hasModule() {
        return ModuleLayer.boot().findModule(MODULE).isPresent();
    }

    private static List<String> command(String without, Class<?> program, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElseThrow());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag ->
                        !flag.contains(without) && !flag.startsWith("-javaagent") && !flag.startsWith("-agentlib"))
                .forEach(command::add);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
        command.addAll(arguments);
        return command;
    }
}
