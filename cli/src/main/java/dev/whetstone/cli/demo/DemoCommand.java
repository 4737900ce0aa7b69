package dev.whetstone.cli.demo;

import dev.whetstone.cli.CommandFailure;
import dev.whetstone.cli.ExitCode;
import dev.whetstone.cli.Installation;
import dev.whetstone.cli.model.BaseModel;
import dev.whetstone.cli.model.BaseModelOptions;
import dev.whetstone.cli.stack.Stack;
import dev.whetstone.cli.stack.StackSettings;
import dev.whetstone.cli.task.TaskPack;
import dev.whetstone.cli.terminal.Terminal;
import dev.whetstone.engine.adapter.DurableFiles;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/** {@code whetstone demo}: starts a stack of its own, plays the loop once, stops everything. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = {
            "Plays the whole loop once on this machine with a real model: data, evidence, training, judgement, serving, a regression, retraining.",
            "Exits 0 only when every act really happened, 1 when the evidence said no."
        })
public final class DemoCommand implements Callable<Integer> {

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description =
                    "Where everything of this run is kept; what an earlier demo left there is deleted. Default: .whetstone/demo beside the script.")
    Path directory;

    @Mixin
    BaseModelOptions model;

    @Option(names = "--task", paramLabel = "FOLDER", description = "Task pack. Default: examples/governance-summary.")
    Path task;

    @Option(names = "--keep", description = "Leave the stack running at the end; `whetstone down --dir DIR` stops it.")
    boolean keep;

    @Override
    public Integer call() {
        Instant began = Instant.now();
        Terminal terminal = Terminal.standard();
        Installation installation = Installation.find();
        Path root = Optional.ofNullable(directory)
                .orElseGet(() -> installation.state().resolve("demo"))
                .toAbsolutePath()
                .normalize();
        TaskPack pack = TaskPack.read(
                Optional.ofNullable(task).orElseGet(() -> installation.home().resolve("examples/governance-summary")));
        Stack.find(root).ifPresent(left -> left.stop(terminal));
        clear(root);
        BaseModel base = model.resolve(installation, terminal);
        try (AlertListener listener = new AlertListener()) {
            return play(installation, root, pack, base, listener, terminal, began);
        }
    }

    private int play(
            Installation installation,
            Path root,
            TaskPack pack,
            BaseModel base,
            AlertListener listener,
            Terminal terminal,
            Instant began) {
        Thread cleanUp = new Thread(() -> Stack.find(root).ifPresent(left -> left.stop(terminal)), "stop-stack");
        Runtime.getRuntime().addShutdownHook(cleanUp);
        Stack stack = Stack.start(
                installation,
                root,
                base.directory(),
                new StackSettings(base.name(), Optional.of(listener.address())),
                terminal);
        terminal.line("Kafka, PostgreSQL and four services run under %s, base model %s.", root, base.name());
        Demo demo = new Demo(stack, pack, base, listener, terminal);
        int status = demo.play() ? ExitCode.DONE : ExitCode.REFUSED;
        terminal.line("");
        terminal.line("Report: " + demo.writeReport(root.resolve("report")));
        terminal.line("Took %d s.", Duration.between(began, Instant.now()).toSeconds());
        if (keep) {
            Runtime.getRuntime().removeShutdownHook(cleanUp);
            terminal.line("The stack still runs: whetstone status --dir %s", root);
        }
        return status;
    }

    /** Only what looks like a demo's directory is deleted. */
    private static void clear(Path root) {
        if (!Files.exists(root)) {
            return;
        }
        try (Stream<Path> inside = Files.list(root)) {
            boolean ours = Files.isDirectory(root.resolve("logs"));
            if (!ours && inside.findAny().isPresent()) {
                throw CommandFailure.usage(
                        root + " is not empty and no demo's directory", "Name an empty or new directory with --dir.");
            }
        } catch (IOException e) {
            throw CommandFailure.failed(
                    root + " cannot be read: " + e.getMessage(), "Name another directory with --dir.", e);
        }
        try {
            DurableFiles.deleteTree(root);
        } catch (UncheckedIOException e) {
            throw CommandFailure.failed(e.getMessage(), "Delete it by hand, or name another with --dir.", e);
        }
    }
}
