package dev.whetstone.evaluation.report;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.whetstone.contracts.Require;
import dev.whetstone.evaluation.grade.Grading;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One item in one run.
 *
 * @param label the slice
 * @param outputs one for each repeat, in their order
 * @param acrossRepeats gradings of all repeats together, by criterion; empty with one repeat
 */
@JsonNaming(SnakeCaseStrategy.class)
public record ItemResult(
        String item, Optional<String> label, List<OutputResult> outputs, Map<String, Grading> acrossRepeats) {

    public ItemResult {
        Require.text("item", item);
        Require.present("label", label);
        outputs = Require.copy("outputs", outputs);
        if (outputs.isEmpty()) {
            throw new IllegalArgumentException("outputs: expected at least one, but item '" + item + "' has none");
        }
        acrossRepeats =
                Collections.unmodifiableMap(new LinkedHashMap<>(Require.present("acrossRepeats", acrossRepeats)));
    }

    public Stream<Answered> answered() {
        return outputs.stream()
                .flatMap(output -> output instanceof Answered answered ? Stream.of(answered) : Stream.of());
    }

    ItemResult withoutTexts() {
        List<OutputResult> bare = outputs.stream()
                .map(output -> output instanceof Answered answered ? answered.withoutText() : output)
                .toList();
        return new ItemResult(item, label, bare, acrossRepeats);
    }
}
