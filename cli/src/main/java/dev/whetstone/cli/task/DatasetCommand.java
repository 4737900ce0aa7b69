package dev.whetstone.cli.task;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whetstone.cli.CommandFailure;
import dev.whetstone.cli.ExitCode;
import dev.whetstone.cli.api.ApiError;
import dev.whetstone.cli.stack.StackOptions;
import dev.whetstone.cli.terminal.Terminal;
import dev.whetstone.contracts.TaskName;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;

/** {@code whetstone dataset push|show}. */
@Command(
        name = "dataset",
        mixinStandardHelpOptions = true,
        description = "Uploads samples and shows dataset versions.",
        subcommands = {DatasetCommand.Push.class, DatasetCommand.Show.class})
public final class DatasetCommand {

    /** Uploads a file; a refused one exits 1 with its findings. */
    @Command(
            name = "push",
            mixinStandardHelpOptions = true,
            description = "Uploads JSON Lines as the task's next dataset version. Exits 1 when the checks refuse it.")
    public static final class Push implements Callable<Integer> {

        @Mixin
        StackOptions stack;

        @Parameters(index = "0", paramLabel = "TASK")
        TaskName task;

        @Parameters(index = "1", paramLabel = "FILE", description = "JSON Lines, one {\"messages\": [...]} a line.")
        Path file;

        @Option(names = "--json", description = "The service's answer as JSON.")
        boolean json;

        @Override
        public Integer call() {
            if (!Files.isRegularFile(file)) {
                throw CommandFailure.usage(file + " does not exist", "Name a JSON Lines file.");
            }
            try {
                JsonNode version = stack.require().datasets().postLines("/v1/tasks/" + task + "/datasets", file);
                print(version, json);
                return ExitCode.DONE;
            } catch (ApiError refused) {
                if (refused.status() != 422) {
                    throw CommandFailure.refused(refused.getMessage(), refused.whatToDo());
                }
                print(refused.body(), json);
                return ExitCode.REFUSED;
            }
        }
    }

    /** Shows the newest version, or a given one. */
    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            description = "Shows a task's newest dataset version, or the one numbered.")
    public static final class Show implements Callable<Integer> {

        @Mixin
        StackOptions stack;

        @Parameters(index = "0", paramLabel = "TASK")
        TaskName task;

        @Parameters(index = "1", paramLabel = "NUMBER", arity = "0..1", description = "Default: the newest.")
        Integer number;

        @Option(names = "--report", description = "The quality report too.")
        boolean report;

        @Option(names = "--json", description = "JSON instead of lines.")
        boolean json;

        @Override
        public Integer call() {
            String path = "/v1/tasks/" + task + "/datasets";
            var datasets = stack.require().datasets();
            try {
                JsonNode version = number == null ? newest(datasets.get(path)) : datasets.get(path + "/" + number);
                print(version, json);
                if (report) {
                    print(datasets.get(path + "/" + version.path("number").asInt() + "/report"), json);
                }
                return ExitCode.DONE;
            } catch (ApiError e) {
                throw CommandFailure.refused(e.getMessage(), e.whatToDo());
            }
        }

        private JsonNode newest(JsonNode versions) {
            JsonNode list = versions.isArray() ? versions : versions.path("versions");
            JsonNode newest = null;
            for (JsonNode version : list) {
                if (newest == null
                        || version.path("number").asInt()
                                > newest.path("number").asInt()) {
                    newest = version;
                }
            }
            if (newest == null) {
                throw CommandFailure.refused(
                        task + " has no dataset version", "Upload one with `whetstone dataset push`.");
            }
            return newest;
        }
    }

    private static void print(JsonNode document, boolean json) {
        if (json) {
            System.out.println(document);
        } else {
            DatasetLines.of(document).forEach(Terminal.standard()::line);
        }
    }
}
