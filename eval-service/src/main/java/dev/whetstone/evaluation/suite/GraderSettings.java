package dev.whetstone.evaluation.suite;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whetstone.contracts.Require;

import java.util.List;
import java.util.Optional;

/**
 * How the graders read this task's outputs. The defaults fit an output {@code {summary, risks:[{category, source}], sources:["[1]"]}}.
 *
 * @param schema JSON Schema (2020-12) of a complete output, closed: no unknown fields
 * @param cited where an output names its sources
 * @param risks the list of risks
 * @param category of a risk, relative to it
 * @param source of a risk, relative to it
 * @param riskMatch what makes two risks the same
 * @param coherence what the values of one output must have to do with each other
 * @param stable the fields a decision rests on, which repeats must agree in
 */
public record GraderSettings(
        Optional<JsonNode> schema,
        List<FieldPath> cited,
        FieldPath risks,
        FieldPath category,
        FieldPath source,
        RiskMatch riskMatch,
        Coherence coherence,
        List<FieldPath> stable) {

    /** What makes a risk of the output the same as one of the reference. */
    public enum RiskMatch {
        CATEGORY,
        CATEGORY_AND_SOURCE
    }

    static final List<FieldPath> CITED = List.of(new FieldPath("/sources/*"), new FieldPath("/risks/*/source"));
    static final FieldPath RISKS = new FieldPath("/risks/*");
    static final FieldPath CATEGORY = new FieldPath("/category");
    static final FieldPath SOURCE = new FieldPath("/source");
    static final List<FieldPath> STABLE = List.of(new FieldPath("/risks/*/category"), new FieldPath("/sources/*"));

    public GraderSettings {
        Require.present("schema", schema);
        cited = Require.copy("cited", cited);
        Require.present("list", risks);
        Require.present("category", category);
        Require.present("source", source);
        Require.present("match", riskMatch);
        Require.present("coherence", coherence);
        stable = Require.copy("fields", stable);
    }

    public static GraderSettings of(Optional<JsonNode> schema) {
        return new GraderSettings(
                schema, CITED, RISKS, CATEGORY, SOURCE, RiskMatch.CATEGORY, Coherence.nothing(), STABLE);
    }
}
