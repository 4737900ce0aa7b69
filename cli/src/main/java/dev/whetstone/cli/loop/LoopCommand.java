package dev.whetstone.cli.loop;

import dev.whetstone.cli.ExitCode;
import dev.whetstone.cli.stack.StackOptions;
import dev.whetstone.cli.terminal.Terminal;
import dev.whetstone.contracts.TaskName;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.util.concurrent.Callable;

/** {@code whetstone loop TASK}. */
@Command(name = "loop", mixinStandardHelpOptions = true, description = "Shows where the loop of a task stands.")
public final class LoopCommand implements Callable<Integer> {

    @Mixin
    StackOptions stack;

    @Parameters(paramLabel = "TASK")
    TaskName task;

    @Option(names = "--json", description = "Everything the services say, as JSON.")
    boolean json;

    @Override
    public Integer call() {
        LoopSnapshot snapshot = LoopSnapshot.take(stack.require(), task);
        if (json) {
            System.out.println(snapshot.json());
        } else {
            LoopLines.of(snapshot).forEach(Terminal.standard()::line);
        }
        return ExitCode.DONE;
    }
}
