package dev.whetstone.evaluation.grade;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.whetstone.evaluation.suite.EvalDefinition;
import dev.whetstone.evaluation.suite.GovernanceEval;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The answers of the demo's task pack keep to what its eval requires: a model that learned them by heart would pass. */
class ExamplePackTest {

    private static final Path PACK = Path.of("..", "examples", "governance-summary");
    private static final List<String> REQUIRED = List.of("complete", "no_fabricated_source", "coherent");

    @ParameterizedTest
    @CsvSource({"proposals.jsonl, 100", "shots.jsonl, 2"})
    void everyAnswerPassesWhatIsRequired(String file, int rows) throws IOException {
        ObjectNode json = GovernanceEval.json();
        json.set("schema", GovernanceEval.tree(Files.readString(PACK.resolve("schema.json"))));
        Graders graders = Graders.of(EvalDefinition.parse(json));
        List<String> lines = Files.readAllLines(PACK.resolve(file));

        assertThat(lines).hasSize(rows).allSatisfy(line -> {
            String question =
                    GovernanceEval.tree(line).at("/messages/0/content").asText();
            String answer = GovernanceEval.tree(line).at("/messages/1/content").asText();
            Map<String, Grading> gradings = graders.grade(GovernanceEval.item(question, answer), answer);
            assertThat(REQUIRED)
                    .allMatch(criterion -> gradings.get(criterion) instanceof Graded graded && graded.passed());
        });
    }
}
