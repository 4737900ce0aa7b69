package dev.whetstone.cli.task;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whetstone.cli.CommandFailure;
import dev.whetstone.cli.ExitCode;
import dev.whetstone.cli.api.ApiError;
import dev.whetstone.cli.stack.Stack;
import dev.whetstone.cli.stack.StackOptions;
import dev.whetstone.cli.terminal.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;

/** {@code whetstone task apply FOLDER}. */
@Command(
        name = "task",
        mixinStandardHelpOptions = true,
        description = "Works on task packs.",
        subcommands = TaskCommand.Apply.class)
public final class TaskCommand {

    /** Tells the three services about a task, or about its changes: applying the same pack twice changes nothing. */
    @Command(
            name = "apply",
            mixinStandardHelpOptions = true,
            description = "Tells the services about a task pack, or about its changes.")
    public static final class Apply implements Callable<Integer> {

        @Mixin
        StackOptions stack;

        @Parameters(paramLabel = "FOLDER", description = "A folder with a task.yaml.")
        Path folder;

        @Override
        public Integer call() {
            TaskPack pack = TaskPack.read(folder);
            Terminal terminal = Terminal.standard();
            apply(stack.require(), pack, terminal);
            terminal.line("Applied " + pack.task() + ". Next: whetstone dataset push " + pack.task() + " FILE");
            return ExitCode.DONE;
        }
    }

    /** Says at once what the services will not do with the pack: at the first decision it would be late to learn. */
    public static void apply(Stack stack, TaskPack pack, Terminal terminal) {
        String path = "/v1/tasks/" + pack.task();
        try {
            stack.datasets().put(path, pack.dataset());
            stack.training().put(path + "/recipe", pack.training());
            JsonNode eval = stack.evals().put(path + "/eval", pack.eval());
            leftOut(pack, eval).ifPresent(terminal::line);
        } catch (ApiError e) {
            throw CommandFailure.refused(e.getMessage(), e.whatToDo());
        }
    }

    /** What to know about prompt + schema, when output cannot be held to the pack's schema. */
    static Optional<String> leftOut(TaskPack pack, JsonNode eval) {
        String reason = eval.path("prompt_schema_left_out").asText();
        if (reason.isEmpty()) {
            return Optional.empty();
        }
        boolean served = pack.eval().path("serving").path("held_to_schema").asBoolean();
        return Optional.of("Output cannot be held to the eval's schema: " + reason + ". "
                + (served
                        ? "With serving.held_to_schema every evaluation of this task will fail."
                        : "Prompt + schema will be left out of this task's evaluations."));
    }
}
