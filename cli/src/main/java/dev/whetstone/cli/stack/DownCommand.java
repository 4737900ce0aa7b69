package dev.whetstone.cli.stack;

import dev.whetstone.cli.ExitCode;
import dev.whetstone.cli.terminal.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import java.util.concurrent.Callable;

/** {@code whetstone down}: stops the stack; its data stays. */
@Command(name = "down", mixinStandardHelpOptions = true, description = "Stops the stack. What it stored stays.")
public final class DownCommand implements Callable<Integer> {

    @Mixin
    StackOptions stack;

    @Override
    public Integer call() {
        Terminal terminal = Terminal.standard();
        Stack.find(stack.directory())
                .ifPresentOrElse(
                        running -> {
                            running.stop(terminal);
                            terminal.line("Stopped. The data is still in " + stack.directory() + ".");
                        },
                        () -> terminal.line("Nothing runs under " + stack.directory() + "."));
        return ExitCode.DONE;
    }
}
