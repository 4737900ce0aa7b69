package dev.whetstone.evaluation.report;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.Require;
import dev.whetstone.evaluation.grade.Grading;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A model answered and the answer was graded.
 *
 * @param output digest of the text's UTF-8 bytes
 * @param text empty in a report that leaves the house: outputs of sealed items tell about the items
 * @param finish why generation ended: {@code stop} or {@code length}
 * @param gradings by criterion
 */
@JsonNaming(SnakeCaseStrategy.class)
public record Answered(
        int repeat,
        Digest output,
        Optional<String> text,
        String finish,
        int promptTokens,
        int completionTokens,
        Map<String, Grading> gradings)
        implements OutputResult {

    public Answered {
        Require.atLeast("repeat", repeat, 0);
        Require.present("output", output);
        Require.present("text", text);
        Require.text("finish", finish);
        Require.atLeast("promptTokens", promptTokens, 0);
        Require.atLeast("completionTokens", completionTokens, 0);
        gradings = Collections.unmodifiableMap(new LinkedHashMap<>(Require.present("gradings", gradings)));
    }

    public Answered withoutText() {
        return new Answered(repeat, output, Optional.empty(), finish, promptTokens, completionTokens, gradings);
    }
}
