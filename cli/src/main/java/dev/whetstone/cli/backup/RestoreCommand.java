package dev.whetstone.cli.backup;

import dev.whetstone.cli.CommandFailure;
import dev.whetstone.cli.ExitCode;
import dev.whetstone.cli.stack.StackDirectory;
import dev.whetstone.cli.stack.StackOptions;
import dev.whetstone.cli.terminal.Terminal;
import dev.whetstone.local.DatabaseAccess;
import dev.whetstone.local.LocalStackException;
import dev.whetstone.local.PostgresBackup;
import dev.whetstone.local.PostgresNode;
import dev.whetstone.messaging.AfterRestore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.Callable;

/** {@code whetstone restore BACKUP}. */
@Command(
        name = "restore",
        mixinStandardHelpOptions = true,
        description =
                "Makes an empty stack directory of a backup; `whetstone up` starts it. Its topics are new: everything that the"
                        + " services still have to tell, and what is served, is told again.")
public final class RestoreCommand implements Callable<Integer> {

    private static final List<String> SCHEMAS = List.of("dataset", "evaluation", "training");

    @Mixin
    StackOptions stack;

    @Parameters(index = "0", paramLabel = "BACKUP", description = "A directory that `whetstone backup` made.")
    Path source;

    @Override
    public Integer call() {
        Terminal terminal = Terminal.standard();
        Backup backup = Backup.find(source);
        StackDirectory directory = new StackDirectory(stack.directory());
        requireEmpty(directory);
        terminal.progress("restoring keys and artifacts");
        Copies.keys(backup.keys(), directory.keys());
        Copies.artifacts(backup.artifacts(), directory.artifacts());
        terminal.progress("restoring the database");
        try {
            PostgresBackup.restore(backup.postgres(), directory.data("postgres"));
            prepareForEmptyTopics(directory.data("postgres"));
        } catch (LocalStackException e) {
            throw CommandFailure.failed(e.getMessage(), "Remove " + directory.root() + " and restore again.", e);
        }
        terminal.clearProgress();
        terminal.line(
                "Restored to %s as of %s.", directory.root(), backup.contents().taken());
        terminal.line(
                "Start it with the same base model (%s): whetstone up --dir %s",
                backup.contents().baseModel(), directory.root());
        return ExitCode.DONE;
    }

    /** Also of topics: services would take what lies there for news. */
    private static void requireEmpty(StackDirectory directory) {
        for (Path taken :
                List.of(directory.data("postgres"), directory.data("kafka"), directory.artifacts(), directory.keys())) {
            if (Files.exists(taken)) {
                throw CommandFailure.usage(
                        taken + " is there already: a backup is restored into an empty stack only",
                        "Name another directory with --dir, or move this one away.");
            }
        }
    }

    private static void prepareForEmptyTopics(Path postgres) {
        try (PostgresNode node = PostgresNode.start(postgres, 0)) {
            for (String schema : SCHEMAS) {
                DatabaseAccess access = node.access(schema);
                try (Connection connection =
                        DriverManager.getConnection(access.jdbcUrl(), access.username(), access.password())) {
                    AfterRestore.apply(connection);
                } catch (SQLException e) {
                    throw new LocalStackException("the restored database cannot be entered: " + e.getMessage(), e);
                }
            }
        }
    }
}
