package dev.whetstone.cli.bench;

import dev.whetstone.cli.CommandFailure;
import dev.whetstone.cli.Installation;
import picocli.CommandLine.Option;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Whether and how rivals run beside ours. */
final class RivalOptions {

    private static final Map<String, String> ENVIRONMENT =
            Map.of("HF_HUB_OFFLINE", "1", "TOKENIZERS_PARALLELISM", "false");

    @Option(
            names = "--rival",
            description = "Runs the rivals too, in turn with ours, and prints the ratios. See bench/rivals/install.")
    boolean rival;

    @Option(
            names = "--rivals",
            paramLabel = "DIR",
            description = "Where bench/rivals/install put their Python environments. Default: .whetstone/rivals.")
    Path environments;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "3",
            description = "Times that each side runs. Default: ${DEFAULT-VALUE}.")
    int rounds;

    boolean wanted() {
        return rival;
    }

    int rounds() {
        if (rounds < 1) {
            throw CommandFailure.usage("--rounds is " + rounds, "Give at least 1.");
        }
        return rounds;
    }

    /** This command line again, with the Java that decodes. */
    Side ours(Installation installation, List<String> arguments) {
        List<String> command = new ArrayList<>(installation.decodingJava("-Xmx2g"));
        command.addAll(List.of("-cp", installation.classPath(), "dev.whetstone.cli.Whetstone", "bench"));
        command.addAll(arguments);
        return new Side("whetstone", command, Map.of(), log(installation, "whetstone"));
    }

    /**
     * A script of {@code bench/rivals}.
     *
     * @param environment the Python environment that it needs: torch or llama
     * @param threads processor threads, 0 for all
     */
    Side script(
            Installation installation,
            String name,
            String environment,
            String script,
            int threads,
            List<String> arguments) {
        Path root = environments == null ? installation.state().resolve("rivals") : environments.toAbsolutePath();
        Path python = root.resolve(environment).resolve("bin/python");
        if (!Files.isExecutable(python)) {
            throw CommandFailure.usage(
                    name + " is not installed: " + python + " is missing",
                    "Run bench/rivals/install, or name another place with --rivals.");
        }
        List<String> command = new ArrayList<>(List.of(
                python.toString(),
                installation.home().resolve("bench/rivals").resolve(script).toString()));
        command.addAll(arguments);
        Map<String, String> variables = new HashMap<>(ENVIRONMENT);
        if (threads > 0) {
            variables.put("OMP_NUM_THREADS", Integer.toString(threads));
        }
        return new Side(name, command, variables, log(installation, name));
    }

    private static Path log(Installation installation, String name) {
        return installation.state().resolve("bench").resolve(name + ".log");
    }
}
