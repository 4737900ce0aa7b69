package dev.whetstone.cli.report;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.whetstone.contracts.Require;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One item with what every run made of it.
 *
 * @param input the messages as one text
 * @param reference what was wanted
 */
public record Item(String id, String label, String input, String reference, List<Answer> answers) {

    public Item {
        Require.text("id", id);
        answers = Require.copy("answers", answers);
    }

    /** @param run as {@link Evaluation.Arm#name()} says it */
    Optional<Answer> find(String run) {
        return answers.stream().filter(answer -> answer.run().equals(run)).findFirst();
    }

    /**
     * One run's outputs for the item.
     *
     * @param outputs one for each repeat
     * @param passes by criterion: passed repeats
     * @param notes what the graders found, for a person
     */
    @JsonNaming(SnakeCaseStrategy.class)
    public record Answer(String run, List<String> outputs, Map<String, Passes> passes, List<String> notes) {

        public Answer {
            Require.text("run", run);
            outputs = Require.copy("outputs", outputs);
            passes = Collections.unmodifiableMap(new LinkedHashMap<>(Require.present("passes", passes)));
            notes = Require.copy("notes", notes);
        }
    }

    /** @param of repeats that were graded; 0 when none could be */
    public record Passes(int passed, int of) {}
}
