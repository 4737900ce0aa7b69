package dev.whetstone.evaluation.suite;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** From the {@code eval} section of a task to a definition, strictly: what is misspelt, missing or out of range is named by its path. */
final class EvalParser {

    private EvalParser() {}

    static EvalDefinition parse(JsonNode json) {
        DefinitionReader eval = new DefinitionReader(json, "");
        return eval.done(() -> new EvalDefinition(
                eval.list("prompts", EvalParser::prompt),
                eval.list("shots", EvalParser::shot),
                sampling(new DefinitionReader(eval.require("sampling"), "sampling")),
                graders(eval),
                eval.list("criteria", EvalParser::criterion),
                eval.find("serving").map(EvalParser::serving).orElseGet(ServingRules::freeText),
                eval.find("online").map(EvalParser::online).orElseGet(OnlineRules::nothing)));
    }

    private static PromptVariant prompt(JsonNode json, String path) {
        DefinitionReader prompt = new DefinitionReader(json, path);
        return prompt.done(() -> new PromptVariant(prompt.text("name"), prompt.text("system")));
    }

    /** A shot is a data row: what a row may carry beside its messages is let through. */
    private static Shot shot(JsonNode json, String path) {
        DefinitionReader shot = new DefinitionReader(json, path);
        List.of("id", "group", "label").forEach(shot::find);
        return shot.done(() -> new Shot(EvalJson.readMessages(shot.require("messages"))));
    }

    private static Sampling sampling(DefinitionReader sampling) {
        return sampling.done(() -> new Sampling(
                sampling.number("temperature", 0),
                sampling.number("top_p", 1),
                sampling.integer("top_k", 0),
                sampling.whole("seed", 1),
                sampling.integer("max_tokens", 0),
                sampling.integer("repeats", 1),
                sampling.texts("stop")));
    }

    private static GraderSettings graders(DefinitionReader eval) {
        Optional<JsonNode> schema = eval.find("schema");
        schema.ifPresent(ClosedSchema::check);
        if (eval.find("graders").isEmpty()) {
            return GraderSettings.of(schema);
        }
        DefinitionReader graders = new DefinitionReader(eval.require("graders"), "graders");
        return graders.done(() -> graders(graders, schema));
    }

    private static GraderSettings graders(DefinitionReader graders, Optional<JsonNode> schema) {
        DefinitionReader sources = section(graders, "sources");
        DefinitionReader risks = section(graders, "risks");
        DefinitionReader coherence = section(graders, "coherence");
        DefinitionReader stability = section(graders, "stability");
        GraderSettings settings = new GraderSettings(
                schema,
                paths(sources, "cited", GraderSettings.CITED),
                path(risks, "list", GraderSettings.RISKS),
                path(risks, "category", GraderSettings.CATEGORY),
                path(risks, "source", GraderSettings.SOURCE),
                match(risks),
                coherence(coherence),
                paths(stability, "fields", GraderSettings.STABLE));
        List.of(sources, risks, coherence, stability).forEach(section -> section.done(() -> settings));
        return settings;
    }

    private static DefinitionReader section(DefinitionReader graders, String name) {
        JsonNode section = graders.find(name).orElseGet(JsonNodeFactory.instance::objectNode);
        return new DefinitionReader(section, graders.at(name));
    }

    private static FieldPath path(DefinitionReader section, String field, FieldPath otherwise) {
        String text = section.text(field, otherwise.text());
        return path(text, section.at(field));
    }

    private static List<FieldPath> paths(DefinitionReader section, String field, List<FieldPath> otherwise) {
        if (section.find(field).isEmpty()) {
            return otherwise;
        }
        List<String> texts = section.texts(field);
        if (texts.isEmpty()) {
            throw new InvalidEvalException(section.at(field), "expected at least one path, but got an empty list");
        }
        return texts.stream().map(text -> path(text, section.at(field))).toList();
    }

    private static FieldPath path(String text, String where) {
        try {
            return new FieldPath(text);
        } catch (IllegalArgumentException e) {
            throw new InvalidEvalException(where, e.getMessage());
        }
    }

    /** Asks for nothing by default: what has to do with what is the task's own affair. */
    private static Coherence coherence(DefinitionReader section) {
        return new Coherence(paths(section, "distinct", List.of()), section.list("included", EvalParser::inclusion));
    }

    private static Coherence.Inclusion inclusion(JsonNode json, String path) {
        DefinitionReader inclusion = new DefinitionReader(json, path);
        return inclusion.done(() -> new Coherence.Inclusion(
                path(inclusion.text("values"), inclusion.at("values")),
                path(inclusion.text("in"), inclusion.at("in"))));
    }

    private static GraderSettings.RiskMatch match(DefinitionReader risks) {
        String match = risks.text("match", "category");
        try {
            return GraderSettings.RiskMatch.valueOf(match.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new InvalidEvalException(
                    risks.at("match"), "expected category or category_and_source, but got '" + match + "'");
        }
    }

    private static Criterion criterion(JsonNode json, String path) {
        DefinitionReader criterion = new DefinitionReader(json, path);
        return criterion.done(() -> new Criterion(
                criterion.text("name"),
                GraderKind.of(criterion.text("grader")),
                criterion.flag("required"),
                criterion.number("target"),
                criterion.number("margin", Criterion.DEFAULT_MARGIN),
                criterion.numberIfThere("floor"),
                criterion.text("reason", "")));
    }

    private static ServingRules serving(JsonNode json) {
        DefinitionReader serving = new DefinitionReader(json, "serving");
        return serving.done(() -> new ServingRules(serving.flag("held_to_schema")));
    }

    private static OnlineRules online(JsonNode json) {
        DefinitionReader online = new DefinitionReader(json, "online");
        return online.done(() -> new OnlineRules(
                online.texts("criteria"),
                online.number("failure_budget", OnlineRules.DEFAULT_BUDGET),
                online.number("sampled_share", 1)));
    }
}
