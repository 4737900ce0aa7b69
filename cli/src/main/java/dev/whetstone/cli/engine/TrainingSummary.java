package dev.whetstone.cli.engine;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.whetstone.cli.terminal.Sparkline;
import dev.whetstone.engine.train.CurvePoint;
import dev.whetstone.engine.train.RewardPoint;
import dev.whetstone.engine.train.TrainingOutcome;
import dev.whetstone.engine.train.TrainingReceipt;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a finished run is told by. */
record TrainingSummary(Path directory, TrainingOutcome.Finished outcome) {

    List<String> lines() {
        List<Double> losses =
                outcome.curve().stream().map(CurvePoint::validationLoss).toList();
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                "validation loss %s %.4f -> %.4f, best at step %d%s",
                Sparkline.of(losses),
                losses.getFirst(),
                outcome.bestValidationLoss(),
                outcome.bestStep(),
                outcome.stoppedEarly() ? ", stopped early" : ""));
        outcome.receipt().rewards().stream()
                .filter(rewards -> rewards.step() == outcome.bestStep())
                .forEach(rewards -> lines.add(String.format(
                        Locale.ROOT,
                        "rewards there: preferred %+.3f, others %+.3f, margin %+.3f, accuracy %.2f",
                        rewards.chosen(),
                        rewards.rejected(),
                        rewards.margin(),
                        rewards.accuracy())));
        lines.addAll(outcome.receipt().findings());
        outcome.receipt().warnings().forEach(warning -> lines.add("warning: " + warning));
        lines.add("adapter: " + directory);
        lines.add("receipt: " + directory.resolve(TrainingReceipt.FILE_NAME));
        return lines;
    }

    ObjectNode asJson() {
        ObjectNode json = new JsonMapper().createObjectNode();
        json.put("adapter", directory.toString());
        json.put("best_step", outcome.bestStep());
        json.put("best_validation_loss", outcome.bestValidationLoss());
        json.put("stopped_early", outcome.stoppedEarly());
        json.put("health", outcome.verdict().label());
        json.put("reason", outcome.verdict().reason());
        json.put("memorisation", outcome.receipt().memorisation().sentence());
        outcome.receipt().warnings().forEach(json.putArray("warnings")::add);
        ArrayNode curve = json.putArray("curve");
        for (CurvePoint point : outcome.curve()) {
            curve.addObject()
                    .put("step", point.step())
                    .put("training_loss", point.trainingLoss())
                    .put("validation_loss", point.validationLoss());
        }
        for (RewardPoint point : outcome.receipt().rewards()) {
            json.withArray("rewards")
                    .addObject()
                    .put("step", point.step())
                    .put("chosen", point.chosen())
                    .put("rejected", point.rejected())
                    .put("margin", point.margin())
                    .put("accuracy", point.accuracy());
        }
        return json;
    }
}
