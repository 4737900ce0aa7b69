package dev.whetstone.cli.engine;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code whetstone engine …}. */
@Command(
        name = "engine",
        mixinStandardHelpOptions = true,
        description = "The language model engine alone, without services.",
        subcommands = {
            ImportCommand.class,
            InspectCommand.class,
            TrainCommand.class,
            ScoreCommand.class,
            GenerateCommand.class
        },
        footer = {"", "Exit codes: 0 done, 1 refused by checks, 2 usage, 3 failure."})
public final class EngineCommand implements Runnable {

    @CommandLine.Spec
    CommandLine.Model.CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
