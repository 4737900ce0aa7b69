package dev.whetstone.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whetstone.cli.loop.LoopSnapshot;
import dev.whetstone.cli.loop.ReportFiles;
import dev.whetstone.cli.model.BaseModel;
import dev.whetstone.cli.stack.Stack;
import dev.whetstone.cli.task.TaskPack;
import dev.whetstone.cli.terminal.Terminal;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The seven acts in their order. An act that the evidence ends ends the story too. */
final class Demo {

    private final Stack stack;
    private final TaskPack pack;
    private final BaseModel base;
    private final AlertListener alerts;
    private final Terminal terminal;
    private Instant actBegan = Instant.now();

    Demo(Stack stack, TaskPack pack, BaseModel base, AlertListener alerts, Terminal terminal) {
        this.stack = stack;
        this.pack = pack;
        this.base = base;
        this.alerts = alerts;
        this.terminal = terminal;
    }

    /** @return whether every act happened; false when the evidence said no on the way */
    boolean play() {
        Loop loop = new Loop(stack, pack.task(), terminal);
        act(1, "Data: checked and split");
        new DataAct(stack, pack, terminal).play();

        act(2, "Is tuning needed? Prompt-only, prompt + schema and few-shot, measured");
        JsonNode decision = new GateAct(loop, terminal).play();
        if (!decision.path("outcome").asText().equals("JUSTIFIED")) {
            terminal.line("No training: this task does not need it, or the evidence does not show that it does.");
            return false;
        }

        act(3, "Training, because of that decision");
        Optional<JsonNode> job = new TrainingAct(loop, terminal).play(0);
        if (job.isEmpty()) {
            return false;
        }

        act(4, "Is the adapter better? The same eval, the sealed test split");
        JsonNode verdict = new VerdictAct(loop, terminal).play(job.get());
        if (!verdict.path("verdict").asText().equals("PROMOTED")) {
            terminal.line("The adapter does not deserve promotion; what was served stays.");
            return false;
        }

        act(5, "Promoted and served: base and adapter in one batch");
        new ServingAct(stack, pack, terminal).play(verdict.path("adapter").asText());

        act(6, "A spoiled adapter is forced in; live traffic gives it away");
        RegressionAct regression = new RegressionAct(stack, pack, base, alerts, loop, terminal);
        regression.play(verdict.path("adapter").asText());

        act(7, "The regression set has grown, and the event has started a retraining");
        boolean retrained = new RetrainingAct(loop, terminal).play();
        endAct();
        return retrained;
    }

    Path writeReport(Path folder) {
        return ReportFiles.write(stack, LoopSnapshot.take(stack, pack.task()), pack.title(), folder);
    }

    private void act(int number, String title) {
        if (number > 1) {
            endAct();
        }
        actBegan = Instant.now();
        terminal.heading(number + "  " + title);
    }

    private void endAct() {
        terminal.line(terminal.faint(
                "   (" + Duration.between(actBegan, Instant.now()).toSeconds() + " s)"));
    }
}
