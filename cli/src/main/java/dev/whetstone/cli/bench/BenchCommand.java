package dev.whetstone.cli.bench;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code whetstone bench …}. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = "How fast the engine is on this machine, alone or beside its rivals.",
        subcommands = {ServeCommand.class, TrainCommand.class},
        footer = {
            "",
            "A comparison counts only where both sides ran in turn on one machine: see --rival.",
            "Exit codes: 0 done, 1 refused by checks, 2 usage, 3 failure."
        })
public final class BenchCommand implements Runnable {

    @CommandLine.Spec
    CommandLine.Model.CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
