package dev.whetstone.cli.task;

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
            apply(stack.require(), pack);
            Terminal.standard()
                    .line("Applied " + pack.task() + ". Next: whetstone dataset push " + pack.task() + " FILE");
            return ExitCode.DONE;
        }
    }

    public static void apply(Stack stack, TaskPack pack) {
        String path = "/v1/tasks/" + pack.task();
        try {
            stack.datasets().put(path, pack.dataset());
            stack.training().put(path + "/recipe", pack.training());
            stack.evals().put(path + "/eval", pack.eval());
        } catch (ApiError e) {
            throw CommandFailure.refused(e.getMessage(), e.whatToDo());
        }
    }
}
