package dev.whetstone.evaluation.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.stream.Stream;

class EvalDefinitionTest {

    @Test
    void readsAWholeDefinition() {
        EvalDefinition eval = GovernanceEval.definition();

        assertThat(eval.prompts()).extracting(PromptVariant::name).containsExactly("plain", "strict");
        assertThat(eval.shots())
                .singleElement()
                .satisfies(shot -> assertThat(shot.turns()).hasSize(2));
        assertThat(eval.sampling()).isEqualTo(Sampling.greedy(320));
        assertThat(eval.required()).extracting(Criterion::name).containsExactly("complete", "no_fabricated_source");
        assertThat(eval.requireCriterion("complete").reason()).isEqualTo("a program reads it");
        assertThat(eval.requireCriterion("complete").floor()).isEmpty();
        assertThat(eval.requireCriterion("no_fabricated_source").margin()).isEqualTo(0.1);
        assertThat(eval.requireCriterion("no_fabricated_source").floor()).isEqualTo(OptionalDouble.of(0.5));
        assertThat(eval.onlineCriteria())
                .extracting(Criterion::grader)
                .containsExactly(GraderKind.FIELDS, GraderKind.SOURCES);
        assertThat(eval.baselines())
                .extracting(ArmVariant::toString)
                .containsExactly(
                        "prompt-only (plain)",
                        "prompt-only (strict)",
                        "prompt-schema (plain)",
                        "prompt-schema (strict)",
                        "few-shot (plain)",
                        "few-shot (strict)");
    }

    @Test
    void writtenOutAndReadBackItIsTheSame() {
        EvalDefinition eval = GovernanceEval.definition();

        assertThat(EvalDefinition.parse(eval.json())).isEqualTo(eval);
        assertThat(EvalDefinition.parse(eval.json()).digest()).isEqualTo(eval.digest());
    }

    @Test
    void theDigestNamesTheMeaningAndNotTheSpelling() {
        ObjectNode spelt = GovernanceEval.json();
        JsonNode prompts = spelt.remove("prompts");
        spelt.set("prompts", prompts); // another order of fields
        spelt.withObject("/sampling").put("temperature", 0.0).put("top_p", 1.0); // a default written out

        assertThat(EvalDefinition.parse(spelt).digest())
                .isEqualTo(GovernanceEval.definition().digest());
    }

    static Stream<Arguments> anotherEval() {
        return Stream.of(
                change("target", eval -> criterion(eval, 0).put("target", 0.85)),
                change("margin", eval -> criterion(eval, 0).put("margin", 0.15)),
                change("floor", eval -> criterion(eval, 0).put("floor", 0.5)),
                change("required", eval -> criterion(eval, 2).put("required", true)),
                change("prompt", eval -> ((ObjectNode) eval.at("/prompts/0")).put("system", "Otherwise.")),
                change("max_tokens", eval -> eval.withObject("/sampling").put("max_tokens", 321)),
                change("schema", eval -> eval.withObject("/schema").put("minProperties", 4)),
                change(
                        "grader",
                        eval -> eval.withObject("/graders").putObject("risks").put("match", "category_and_source")),
                change(
                        "coherence",
                        eval -> eval.withObject("/graders/coherence").remove("included")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("anotherEval")
    void aChangeOfAnythingIsAnotherEval(String what, Consumer<ObjectNode> change) {
        ObjectNode json = GovernanceEval.json();
        change.accept(json);

        assertThat(EvalDefinition.parse(json).digest())
                .as(what)
                .isNotEqualTo(GovernanceEval.definition().digest());
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
                mistake(
                        "criteria[2].margn",
                        "unknown field; expected one of floor, grader, margin, name, reason, required, target",
                        eval -> criterion(eval, 2).put("margn", 0.1)),
                mistake(
                        "criteria[0].target",
                        "but got 1.0",
                        eval -> criterion(eval, 0).put("target", 1)),
                mistake(
                        "criteria[0].target",
                        "expected a number, but got a string",
                        eval -> criterion(eval, 0).put("target", "0.9")),
                mistake(
                        "criteria[0].target",
                        "missing",
                        eval -> criterion(eval, 0).remove("target")),
                mistake(
                        "criteria[1].grader",
                        "expected one of fields, sources, ",
                        eval -> criterion(eval, 1).put("grader", "taste")),
                mistake(
                        "criteria[1].name",
                        "expected a name of its own",
                        eval -> criterion(eval, 1).put("name", "complete")),
                mistake(
                        "criteria[1].required",
                        "expected true or false",
                        eval -> criterion(eval, 1).put("required", "yes")),
                mistake(
                        "criteria[1].floor",
                        "in [0, 1], but got 1.5",
                        eval -> criterion(eval, 1).put("floor", 1.5)),
                mistake(
                        "criteria[6].required",
                        "cannot be measured with sampling.repeats 1",
                        eval -> criterion(eval, 6).put("required", true)),
                mistake(
                        "criteria[5].grader",
                        "add distinct or included to graders.coherence",
                        eval -> eval.putObject("graders")),
                mistake(
                        "graders.coherence.distinct",
                        "at least one path",
                        eval -> eval.withObject("/graders/coherence").putArray("distinct")),
                mistake(
                        "graders.coherence.included[0].in",
                        "missing",
                        eval -> ((ObjectNode) eval.at("/graders/coherence/included/0")).remove("in")),
                mistake(
                        "graders.coherence.included[0].values",
                        "such as /risks/*/source, but got 'risks'",
                        eval -> ((ObjectNode) eval.at("/graders/coherence/included/0")).put("values", "risks")),
                mistake(
                        "graders.coherence.unique",
                        "expected one of distinct, included",
                        eval -> eval.withObject("/graders/coherence").put("unique", "/sources/*")),
                mistake("criteria[0].grader", "fields needs the eval's schema", eval -> eval.remove("schema")),
                mistake("criteria", "at least one with required: true", eval -> {
                    criterion(eval, 0).put("required", false);
                    criterion(eval, 1).put("required", false);
                }),
                mistake(
                        "prompts",
                        "at least 2 wordings",
                        eval -> eval.withArray("/prompts").remove(1)),
                mistake(
                        "prompts[1].name",
                        "'plain' is used before",
                        eval -> ((ObjectNode) eval.at("/prompts/1")).put("name", "plain")),
                mistake(
                        "prompts[1].system",
                        "expected text, but got ''",
                        eval -> ((ObjectNode) eval.at("/prompts/1")).put("system", "")),
                mistake("prompts", "expected a list, but got a object", eval -> eval.putObject("prompts")),
                mistake(
                        "shots",
                        "without few-shot there is no evidence",
                        eval -> eval.withArray("/shots").removeAll()),
                mistake(
                        "shots[0].messages",
                        "expected a question and, last, the assistant's answer",
                        eval -> eval.withArray("/shots/0/messages").remove(1)),
                mistake(
                        "shots[0].messages[0].role",
                        "but got 'wizard'",
                        eval -> ((ObjectNode) eval.at("/shots/0/messages/0")).put("role", "wizard")),
                mistake(
                        "sampling.repeats",
                        "expected 1 at temperature 0",
                        eval -> eval.withObject("/sampling").put("repeats", 3)),
                mistake(
                        "sampling.repeats",
                        "expected at least 3 at temperature 0.7",
                        eval -> eval.withObject("/sampling").put("temperature", 0.7)),
                mistake(
                        "sampling.max_tokens",
                        "expected at least 1, but got 0",
                        eval -> eval.withObject("/sampling").remove("max_tokens")),
                mistake(
                        "sampling.max_tokens",
                        "expected a whole number, but got 1.5",
                        eval -> eval.withObject("/sampling").put("max_tokens", 1.5)),
                mistake(
                        "sampling.max_tokens",
                        "expected a whole number, but got 3000000000",
                        eval -> eval.withObject("/sampling").put("max_tokens", 3_000_000_000L)),
                mistake("sampling", "missing", eval -> eval.remove("sampling")),
                mistake(
                        "graders.taste",
                        "unknown field",
                        eval -> eval.withObject("/graders").putObject("taste")),
                mistake(
                        "graders.sources.cited",
                        "such as /risks/*/source, but got 'sources'",
                        eval -> eval.withObject("/graders")
                                .putObject("sources")
                                .putArray("cited")
                                .add("sources")),
                mistake(
                        "graders.risks.match",
                        "expected category or category_and_source",
                        eval -> eval.withObject("/graders").putObject("risks").put("match", "mood")),
                mistake(
                        "graders.stability.fields",
                        "at least one path",
                        eval -> eval.withObject("/graders")
                                .putObject("stability")
                                .putArray("fields")),
                mistake(
                        "schema.additionalProperties",
                        "expected false beside properties",
                        eval -> eval.withObject("/schema").remove("additionalProperties")),
                mistake(
                        "schema.properties.risks.items.additionalProperties",
                        "expected false",
                        eval -> ((ObjectNode) eval.at("/schema/properties/risks/items"))
                                .put("additionalProperties", true)),
                mistake(
                        "schema",
                        "JSON Schema of an object",
                        eval -> eval.putObject("schema").put("type", "array")),
                mistake(
                        "online.criteria[0]",
                        "expected the name of a criterion, but got 'taste'",
                        eval -> eval.withArray("/online/criteria").insert(0, "taste")),
                mistake(
                        "online.criteria[2]",
                        "neither a reference nor repeats",
                        eval -> eval.withArray("/online/criteria").add("no_missed_risk")),
                mistake(
                        "online.failure_budget",
                        "strictly between 0 and 1",
                        eval -> eval.withObject("/online").put("failure_budget", 0)),
                mistake("verdict", "unknown field", eval -> eval.put("verdict", "yes")));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("mistakes")
    void aMistakeIsNamedByItsPath(String path, String problem, Consumer<ObjectNode> change) {
        ObjectNode json = GovernanceEval.json();
        change.accept(json);

        assertThatExceptionOfType(InvalidEvalException.class)
                .isThrownBy(() -> EvalDefinition.parse(json))
                .satisfies(refused -> assertThat(refused.path()).isEqualTo(path))
                .withMessageStartingWith(path + ": ")
                .withMessageContaining(problem);
    }

    @Test
    void whatIsNoObjectIsRefused() {
        assertThatThrownBy(() -> EvalDefinition.parse(GovernanceEval.tree("[]")))
                .hasMessageContaining("expected an object");
    }

    @Test
    void withoutGradersOrOnlineTheDefaultsHold() {
        ObjectNode json = GovernanceEval.json();
        json.remove(List.of("graders", "online"));
        json.withArray("/criteria").remove(5);

        EvalDefinition eval = EvalDefinition.parse(json);

        assertThat(eval.onlineCriteria()).isEmpty();
        assertThat(eval.graders().cited()).extracting(FieldPath::text).containsExactly("/sources/*", "/risks/*/source");
        assertThat(eval.json().at("/graders").fieldNames())
                .toIterable()
                .containsExactly("sources", "risks", "stability"); // and so keeps the digest it had
    }

    @Test
    void anUnknownNameIsNamed() {
        EvalDefinition eval = GovernanceEval.definition();
        Item item = GovernanceEval.item("[1] Text.", "{}");

        assertThatThrownBy(() -> eval.requireCriterion("taste")).hasMessage("criterion: this eval has no 'taste'");
        assertThatThrownBy(() -> eval.messages(new ArmVariant(Arm.FEW_SHOT, "loud"), item))
                .hasMessage("variant: this eval has no prompt 'loud'");
        assertThat(List.of(Arm.of("few-shot"))).containsExactly(Arm.FEW_SHOT);
        assertThatThrownBy(() -> Arm.of("tuned")).hasMessageContaining("but got 'tuned'");
    }

    private static ObjectNode criterion(ObjectNode eval, int index) {
        return (ObjectNode) eval.at("/criteria/" + index);
    }

    private static Arguments change(String what, Consumer<ObjectNode> change) {
        return Arguments.of(what, change);
    }

    private static Arguments mistake(String path, String problem, Consumer<ObjectNode> change) {
        return Arguments.of(path, problem, change);
    }
}
