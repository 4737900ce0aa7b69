package dev.whetstone.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whetstone.cli.CommandFailure;
import dev.whetstone.cli.api.ApiError;
import dev.whetstone.cli.stack.Stack;
import dev.whetstone.cli.task.DatasetLines;
import dev.whetstone.cli.task.TaskCommand;
import dev.whetstone.cli.task.TaskPack;
import dev.whetstone.cli.terminal.Terminal;

/** Good data becomes a version, leaky data a report. */
final class DataAct {

    private final Stack stack;
    private final TaskPack pack;
    private final Terminal terminal;

    DataAct(Stack stack, TaskPack pack, Terminal terminal) {
        this.stack = stack;
        this.pack = pack;
        this.terminal = terminal;
    }

    void play() {
        TaskCommand.apply(stack, pack, terminal);
        String path = "/v1/tasks/" + pack.task() + "/datasets";
        terminal.line("A file of leaky rows is refused:");
        DatasetLines.of(refused(path)).forEach(line -> terminal.line("   " + line));
        terminal.line("The task's own samples are taken:");
        try {
            DatasetLines.of(stack.datasets().postLines(path, pack.file("proposals.jsonl")))
                    .forEach(line -> terminal.line("   " + line));
        } catch (ApiError e) {
            throw CommandFailure.refused(e.getMessage(), e.whatToDo());
        }
    }

    private JsonNode refused(String path) {
        try {
            stack.datasets().postLines(path, pack.file("leaky.jsonl"));
        } catch (ApiError refused) {
            if (refused.status() == 422) {
                return refused.body();
            }
            throw CommandFailure.failed(refused.getMessage(), refused.whatToDo(), refused);
        }
        throw CommandFailure.failed("leaky.jsonl was accepted, though it leaks", "See logs/dataset-service.log.");
    }
}
