package dev.whetstone.evaluation.suite;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.Require;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A task's eval. Immutable: a change of anything, a target or a grader's revision included, is another eval with another digest.
 *
 * @param prompts at least two wordings, tried in every baseline arm
 * @param shots at least one worked example for the few-shot arm
 * @param serving how the adapter is judged and served
 */
public record EvalDefinition(
        List<PromptVariant> prompts,
        List<Shot> shots,
        Sampling sampling,
        GraderSettings graders,
        List<Criterion> criteria,
        ServingRules serving,
        OnlineRules online) {

    public EvalDefinition {
        prompts = Require.copy("prompts", prompts);
        shots = Require.copy("shots", shots);
        Require.present("sampling", sampling);
        Require.present("graders", graders);
        criteria = Require.copy("criteria", criteria);
        Require.present("serving", serving);
        Require.present("online", online);
        EvalChecks.check(prompts, shots, sampling, graders, criteria, online);
        EvalChecks.checkServing(serving, schema(graders));
    }

    /** @throws InvalidEvalException naming the path of what is wrong */
    public static EvalDefinition parse(JsonNode json) {
        return EvalParser.parse(json);
    }

    /** The definition with every default written out; {@link #parse} of it gives an equal definition. */
    public ObjectNode json() {
        return EvalJson.definition(this);
    }

    /**
     * Names the meaning: the canonical JSON, the revisions of the graders that it uses, and the schema's text, because properties are
     * written in its order.
     */
    public Digest digest() {
        ObjectNode named = json();
        schema().ifPresent(schema -> named.put("held_schema", schema.text()));
        ObjectNode revisions = named.putObject("grader_revisions");
        criteria.forEach(criterion ->
                revisions.put(criterion.grader().label(), criterion.grader().revision()));
        return CanonicalJson.digest(named);
    }

    public List<Criterion> required() {
        return criteria.stream().filter(Criterion::required).toList();
    }

    public Criterion requireCriterion(String name) {
        return findCriterion(name)
                .orElseThrow(() -> new IllegalArgumentException("criterion: this eval has no '" + name + "'"));
    }

    public Optional<Criterion> findCriterion(String name) {
        return criteria.stream()
                .filter(criterion -> criterion.name().equals(name))
                .findFirst();
    }

    public List<Criterion> onlineCriteria() {
        return online.criteria().stream().map(this::requireCriterion).toList();
    }

    /** What output can be held to, if the gateway's engine can. */
    public Optional<HeldSchema> schema() {
        return schema(graders);
    }

    private static Optional<HeldSchema> schema(GraderSettings graders) {
        return graders.schema().map(schema -> new HeldSchema(schema.toString()));
    }

    /** What the adapter's output is held to, when it is judged and when it is served. */
    public Optional<HeldSchema> servedSchema() {
        return schema().filter(_ -> serving.heldToSchema());
    }

    /** The baseline runs that the gate needs, each arm with each wording; prompt + schema where there is a schema. */
    public List<ArmVariant> baselines() {
        return Stream.of(Arm.PROMPT_ONLY, Arm.PROMPT_SCHEMA, Arm.FEW_SHOT)
                .filter(arm -> arm != Arm.PROMPT_SCHEMA || graders.schema().isPresent())
                .flatMap(arm -> prompts.stream().map(prompt -> new ArmVariant(arm, prompt.name())))
                .toList();
    }

    /** What the model is given for one item (see {@link Prompting}). */
    public List<Message> messages(ArmVariant run, Item item) {
        return Prompting.messages(this, run, item);
    }

    PromptVariant requirePrompt(String name) {
        return prompts.stream()
                .filter(prompt -> prompt.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("variant: this eval has no prompt '" + name + "'"));
    }
}
