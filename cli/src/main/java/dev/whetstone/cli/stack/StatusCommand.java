package dev.whetstone.cli.stack;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.whetstone.cli.ExitCode;
import dev.whetstone.cli.terminal.Table;
import dev.whetstone.cli.terminal.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.util.concurrent.Callable;

/** {@code whetstone status}: which part runs where, and whether it answers. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = "Shows which part of the stack runs where and whether it is ready. Exits 3 when one is not.")
public final class StatusCommand implements Callable<Integer> {

    @Mixin
    StackOptions stack;

    @Option(names = "--json", description = "One JSON document instead of lines.")
    boolean json;

    @Override
    public Integer call() throws JsonProcessingException {
        Stack found = stack.require();
        if (json) {
            System.out.println(new ObjectMapper().writeValueAsString(found.status()));
        } else {
            print(found, Terminal.standard());
        }
        return found.status().stream().allMatch(Stack.PartStatus::ready) ? ExitCode.DONE : ExitCode.FAILURE;
    }

    static void print(Stack stack, Terminal terminal) {
        Table table = new Table().row("part", "port", "pid", "state");
        for (Stack.PartStatus part : stack.status()) {
            String state = part.ready() ? "ready" : part.alive() ? "not ready" : "ended";
            table.row(part.name(), Integer.toString(part.port()), Long.toString(part.pid()), state);
        }
        table.lines().forEach(terminal::line);
        terminal.line("gRPC: localhost:%d   base model: %s", stack.ports().grpc(), stack.baseModelName());
        terminal.line("directory: " + stack.directory().root());
    }
}
