package dev.whetstone.cli.engine;

import dev.whetstone.engine.openai.FineTuningRow;
import dev.whetstone.engine.train.TrainingExample;
import dev.whetstone.engine.train.TrainingMethod;

import java.nio.file.Path;
import java.util.List;

/** JSON Lines to learn from, in OpenAI's form for the method. */
final class TrainingFile {

    private TrainingFile() {}

    static List<TrainingExample> read(Path file, TrainingMethod method) {
        return new LinesFile(file, form(method)).read(line -> FineTuningRow.read(line, method));
    }

    private static String form(TrainingMethod method) {
        return switch (method) {
            case TrainingMethod.Supervised _ -> "{\"messages\": [{\"role\", \"content\"}, …]}";
            case TrainingMethod.Dpo _, TrainingMethod.Orpo _ ->
                "{\"input\": {\"messages\": […]}, \"preferred_output\": […], \"non_preferred_output\": […]}";
            case TrainingMethod.Kto _ -> "{\"prompt\": […], \"completion\": […], \"label\": true or false}";
        };
    }
}
