package dev.whetstone.cli.stack;

import dev.whetstone.cli.ExitCode;
import dev.whetstone.cli.Installation;
import dev.whetstone.cli.model.BaseModel;
import dev.whetstone.cli.model.BaseModelOptions;
import dev.whetstone.cli.terminal.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.net.URI;
import java.util.Optional;
import java.util.concurrent.Callable;

/** {@code whetstone up}: starts the stack and leaves it running. */
@Command(
        name = "up",
        mixinStandardHelpOptions = true,
        description = "Starts Kafka, PostgreSQL and the four services on this machine and leaves them running.")
public final class UpCommand implements Callable<Integer> {

    @Mixin
    StackOptions stack;

    @Mixin
    BaseModelOptions model;

    @Option(names = "--webhook", paramLabel = "URL", description = "Told about every regression (POST, JSON).")
    URI webhook;

    @Override
    public Integer call() {
        Terminal terminal = Terminal.standard();
        Installation installation = Installation.find();
        BaseModel base = model.resolve(installation, terminal);
        Stack started = Stack.start(
                installation,
                stack.directory(),
                base.directory(),
                new StackSettings(base.name(), Optional.ofNullable(webhook)),
                terminal);
        StatusCommand.print(started, terminal);
        return ExitCode.DONE;
    }
}
