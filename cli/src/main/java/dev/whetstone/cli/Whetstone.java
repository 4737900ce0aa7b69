package dev.whetstone.cli;

import dev.whetstone.cli.backup.BackupCommand;
import dev.whetstone.cli.backup.RestoreCommand;
import dev.whetstone.cli.bench.BenchCommand;
import dev.whetstone.cli.chat.ChatCommand;
import dev.whetstone.cli.deadletter.DeadLettersCommand;
import dev.whetstone.cli.demo.DemoCommand;
import dev.whetstone.cli.engine.EngineCommand;
import dev.whetstone.cli.keys.KeysCommand;
import dev.whetstone.cli.loop.LoopCommand;
import dev.whetstone.cli.loop.ReportCommand;
import dev.whetstone.cli.stack.DownCommand;
import dev.whetstone.cli.stack.StatusCommand;
import dev.whetstone.cli.stack.UpCommand;
import dev.whetstone.cli.task.DatasetCommand;
import dev.whetstone.cli.task.TaskCommand;
import dev.whetstone.contracts.TaskName;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParseResult;

import java.io.PrintWriter;

/** The root command. Exit codes: see {@link ExitCode}. */
@Command(
        name = "whetstone",
        mixinStandardHelpOptions = true,
        version = "whetstone 0.1.0",
        description =
                "Fine-tunes a language model when the evidence says so, proves that it helped, serves it and watches it.",
        footer = {
            "",
            "Start here:  whetstone demo   the whole loop on a small model, on this machine",
            "             whetstone test   all tests",
            "",
            "Exit codes: 0 done, 1 refused by evidence or checks, 2 usage, 3 failure."
        },
        subcommands = {
            DemoCommand.class,
            UpCommand.class,
            DownCommand.class,
            StatusCommand.class,
            TaskCommand.class,
            DatasetCommand.class,
            LoopCommand.class,
            ReportCommand.class,
            ChatCommand.class,
            DeadLettersCommand.class,
            BackupCommand.class,
            RestoreCommand.class,
            KeysCommand.class,
            EngineCommand.class,
            BenchCommand.class,
            CommandLine.HelpCommand.class
        })
public final class Whetstone implements Runnable {

    @CommandLine.Spec
    CommandLine.Model.CommandSpec spec;

    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    public static CommandLine commandLine() {
        return new CommandLine(new Whetstone())
                .registerConverter(TaskName.class, Whetstone::taskName)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler(Whetstone::explain);
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    private static TaskName taskName(String text) {
        try {
            return new TaskName(text);
        } catch (IllegalArgumentException e) {
            throw new CommandLine.TypeConversionException(e.getMessage());
        }
    }

    private static int explain(Exception problem, CommandLine command, ParseResult parsed) {
        PrintWriter err = command.getErr();
        if (problem instanceof CommandFailure failure) {
            err.println("whetstone: " + failure.getMessage());
            err.println("           " + failure.whatToDo());
            return failure.exitCode();
        }
        err.println("whetstone: " + problem);
        if (System.getenv("WHETSTONE_DEBUG") == null) {
            err.println("           Set WHETSTONE_DEBUG=1 to see where it happened.");
        } else {
            problem.printStackTrace(err);
        }
        return ExitCode.FAILURE;
    }
}
