package dev.whetstone.evaluation.suite;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** JSON of the parts of an eval, every default written out: two definitions that mean the same give the same text. */
final class EvalJson {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private EvalJson() {}

    static ObjectNode definition(EvalDefinition eval) {
        ObjectNode json = NODES.objectNode();
        eval.graders().schema().ifPresent(schema -> json.set("schema", schema));
        json.set("prompts", prompts(eval.prompts()));
        json.set("shots", shots(eval.shots()));
        json.set("sampling", sampling(eval.sampling()));
        json.set("graders", graders(eval.graders()));
        json.set("criteria", criteria(eval.criteria()));
        if (eval.serving()
                .heldToSchema()) { // free text is left out: evals from before there was a choice keep their digest
            json.putObject("serving").put("held_to_schema", true);
        }
        json.set("online", online(eval.online()));
        return json;
    }

    static ArrayNode messages(List<Message> messages) {
        ArrayNode array = NODES.arrayNode();
        messages.forEach(
                message -> array.addObject().put("role", message.role()).put("content", message.content()));
        return array;
    }

    static List<Message> readMessages(JsonNode array) {
        if (!array.isArray() || array.isEmpty()) {
            throw new IllegalArgumentException("messages: expected a list of at least one message");
        }
        List<Message> messages = new ArrayList<>();
        for (JsonNode message : array) {
            messages.add(readMessage(message, messages.size()));
        }
        return messages;
    }

    private static Message readMessage(JsonNode message, int index) {
        if (!message.path("role").isTextual() || !message.path("content").isTextual()) {
            throw new IllegalArgumentException("messages[" + index + "]: expected text in role and content");
        }
        try {
            return new Message(
                    message.get("role").textValue(), message.get("content").textValue());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("messages[" + index + "]." + e.getMessage(), e);
        }
    }

    private static ArrayNode prompts(List<PromptVariant> prompts) {
        ArrayNode array = NODES.arrayNode();
        prompts.forEach(prompt -> array.addObject().put("name", prompt.name()).put("system", prompt.system()));
        return array;
    }

    private static ArrayNode shots(List<Shot> shots) {
        ArrayNode array = NODES.arrayNode();
        shots.forEach(shot -> array.addObject().set("messages", messages(shot.turns())));
        return array;
    }

    static ObjectNode sampling(Sampling sampling) {
        ObjectNode json = NODES.objectNode()
                .put("temperature", sampling.temperature())
                .put("top_p", sampling.topP())
                .put("top_k", sampling.topK())
                .put("seed", sampling.seed())
                .put("max_tokens", sampling.maxTokens())
                .put("repeats", sampling.repeats());
        json.set("stop", texts(sampling.stop()));
        return json;
    }

    private static ObjectNode graders(GraderSettings graders) {
        ObjectNode json = NODES.objectNode();
        json.putObject("sources").set("cited", paths(graders.cited()));
        json.putObject("risks")
                .put("list", graders.risks().text())
                .put("category", graders.category().text())
                .put("source", graders.source().text())
                .put("match", graders.riskMatch().name().toLowerCase(Locale.ROOT));
        if (!graders.coherence()
                .asksNothing()) { // as with serving: evals from before there was this grader keep their digest
            json.set("coherence", coherence(graders.coherence()));
        }
        json.putObject("stability").set("fields", paths(graders.stable()));
        return json;
    }

    /** Empty lists are left out: no list that is there may be empty. */
    private static ObjectNode coherence(Coherence coherence) {
        ObjectNode json = NODES.objectNode();
        if (!coherence.distinct().isEmpty()) {
            json.set("distinct", paths(coherence.distinct()));
        }
        if (!coherence.included().isEmpty()) {
            ArrayNode included = json.putArray("included");
            coherence
                    .included()
                    .forEach(inclusion -> included.addObject()
                            .put("values", inclusion.values().text())
                            .put("in", inclusion.in().text()));
        }
        return json;
    }

    private static ArrayNode criteria(List<Criterion> criteria) {
        ArrayNode array = NODES.arrayNode();
        for (Criterion criterion : criteria) {
            ObjectNode json = array.addObject()
                    .put("name", criterion.name())
                    .put("grader", criterion.grader().label())
                    .put("required", criterion.required())
                    .put("target", criterion.target())
                    .put("margin", criterion.margin())
                    .put("reason", criterion.reason());
            criterion.floor().ifPresent(floor -> json.put("floor", floor));
        }
        return array;
    }

    private static ObjectNode online(OnlineRules online) {
        ObjectNode json = NODES.objectNode();
        json.set("criteria", texts(online.criteria()));
        return json.put("failure_budget", online.failureBudget()).put("sampled_share", online.sampledShare());
    }

    private static ArrayNode texts(Collection<String> texts) {
        ArrayNode array = NODES.arrayNode();
        texts.forEach(array::add);
        return array;
    }

    private static ArrayNode paths(List<FieldPath> paths) {
        return texts(paths.stream().map(FieldPath::text).toList());
    }
}
