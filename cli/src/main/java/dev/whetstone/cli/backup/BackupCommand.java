package dev.whetstone.cli.backup;

import dev.whetstone.cli.CommandFailure;
import dev.whetstone.cli.ExitCode;
import dev.whetstone.cli.stack.Stack;
import dev.whetstone.cli.stack.StackDirectory;
import dev.whetstone.cli.stack.StackOptions;
import dev.whetstone.cli.terminal.Terminal;
import dev.whetstone.local.LocalStackException;
import dev.whetstone.local.PostgresBackup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Callable;

/** {@code whetstone backup TARGET}. */
@Command(
        name = "backup",
        mixinStandardHelpOptions = true,
        description =
                "Copies the running stack's database, artifacts and keys, while it works on. "
                        + "Who has the copy can open every sealed split: keep it as you keep the keys. Not in it: the base model, Kafka's topics.")
public final class BackupCommand implements Callable<Integer> {

    @Mixin
    StackOptions stack;

    @Parameters(index = "0", paramLabel = "TARGET", description = "A directory that does not exist yet.")
    Path target;

    @Override
    public Integer call() {
        Terminal terminal = Terminal.standard();
        Stack running = stack.require();
        StackDirectory directory = running.directory();
        Backup backup = Backup.into(target);
        terminal.progress("copying the database");
        try {
            PostgresBackup.take(directory.data("postgres"), running.ports().postgres(), backup.postgres());
        } catch (LocalStackException e) {
            throw CommandFailure.failed(e.getMessage(), "Look at " + directory.log("postgres") + ".", e);
        }
        Instant taken = Instant.now();
        // After the database: an artifact is stored before the row that names it, and none is ever removed.
        terminal.progress("copying artifacts");
        Copies.Copied copied = Copies.artifacts(directory.artifacts(), backup.artifacts());
        Copies.keys(directory.keys(), backup.keys());
        backup.finish(new Backup.Contents(taken, running.baseModelName(), copied.artifacts(), copied.bytes()));
        terminal.clearProgress();
        terminal.line(
                "Backed up to %s: the database as of %s, %d artifacts (%d bytes), the keys.",
                backup.directory(), taken, copied.artifacts(), copied.bytes());
        return ExitCode.DONE;
    }
}
