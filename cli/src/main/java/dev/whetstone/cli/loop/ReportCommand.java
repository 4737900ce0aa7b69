package dev.whetstone.cli.loop;

import dev.whetstone.cli.ExitCode;
import dev.whetstone.cli.stack.Stack;
import dev.whetstone.cli.stack.StackOptions;
import dev.whetstone.cli.terminal.Terminal;
import dev.whetstone.contracts.TaskName;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.nio.file.Path;
import java.util.concurrent.Callable;

/** {@code whetstone report TASK}. */
@Command(
        name = "report",
        mixinStandardHelpOptions = true,
        description = "Writes a task's loop as one self-contained HTML page and as JSON.")
public final class ReportCommand implements Callable<Integer> {

    @Mixin
    StackOptions stackOptions;

    @Parameters(paramLabel = "TASK")
    TaskName task;

    @Option(names = "--out", paramLabel = "FOLDER", defaultValue = "report", description = "Default: ${DEFAULT-VALUE}.")
    Path folder;

    @Override
    public Integer call() {
        Stack stack = stackOptions.require();
        Path page = ReportFiles.write(stack, LoopSnapshot.take(stack, task), task.value(), folder);
        Terminal.standard().line(page.toString());
        return ExitCode.DONE;
    }
}
