package dev.whetstone.cli.keys;

import dev.whetstone.cli.ExitCode;
import dev.whetstone.cli.terminal.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;

/** {@code whetstone keys DIR}: for a deployment whose operator hands the keys out, such as one on Kubernetes. */
@Command(
        name = "keys",
        mixinStandardHelpOptions = true,
        description =
                "Makes the sealing keys of a deployment: a pair for eval-service and one for dataset-service. Keys that are there stay.")
public final class KeysCommand implements Callable<Integer> {

    @Parameters(paramLabel = "DIR", description = "Where the key files go.")
    Path directory;

    @Override
    public Integer call() {
        Terminal terminal = Terminal.standard();
        List<String> made = new KeyPairs(directory).makeMissing();
        terminal.line(
                made.isEmpty() ? "All keys are there already." : "Made keys for " + String.join(" and ", made) + ".");
        terminal.line("Each private key is for its service alone; whoever loses it loses what is sealed to it.");
        return ExitCode.DONE;
    }
}
