package dev.whetstone.evaluation.suite;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.whetstone.contracts.EventJson;

import java.util.List;
import java.util.Optional;

/** An eval of governance summaries and items for it. */
public final class GovernanceEval {

    private static final String DEFINITION = """
            {
              "schema": {
                "type": "object",
                "additionalProperties": false,
                "required": ["summary", "risks", "open_questions", "sources"],
                "properties": {
                  "summary": {"type": "string", "minLength": 1},
                  "risks": {"type": "array", "items": {
                    "type": "object",
                    "additionalProperties": false,
                    "required": ["category", "source"],
                    "properties": {
                      "category": {"enum": ["treasury", "security", "legal", "execution"]},
                      "source": {"type": "string", "pattern": "^\\\\[[0-9]+\\\\]$"}
                    }
                  }},
                  "open_questions": {"type": "array", "items": {"type": "string", "minLength": 1}},
                  "sources": {"type": "array", "minItems": 1, "items": {"type": "string"}}
                }
              },
              "prompts": [
                {"name": "plain", "system": "Summarise the proposal as JSON."},
                {"name": "strict", "system": "Answer with one JSON object and nothing else."}
              ],
              "shots": [
                {"id": "shot-1", "messages": [
                  {"role": "user", "content": "[1] Raise the quorum."},
                  {"role": "assistant", "content": "{\\"summary\\":\\"Quorum\\",\\"risks\\":[],\\"open_questions\\":[],\\"sources\\":[\\"[1]\\"]}"}
                ]}
              ],
              "sampling": {"temperature": 0, "max_tokens": 320, "repeats": 1},
              "graders": {"coherence": {
                "distinct": ["/risks/*/category", "/sources/*"],
                "included": [{"values": "/risks/*/source", "in": "/sources/*"}]
              }},
              "criteria": [
                {"name": "complete", "grader": "fields", "required": true, "target": 0.9, "margin": 0.10, "reason": "a program reads it"},
                {"name": "no_fabricated_source", "grader": "sources", "required": true, "target": 0.9, "floor": 0.5},
                {"name": "no_missed_risk", "grader": "missed_risks", "required": false, "target": 0.8},
                {"name": "no_invented_risk", "grader": "invented_risks", "required": false, "target": 0.8},
                {"name": "same", "grader": "exact", "required": false, "target": 0.5},
                {"name": "coherent", "grader": "coherence", "required": false, "target": 0.9},
                {"name": "stable", "grader": "stability", "required": false, "target": 0.9}
              ],
              "online": {"criteria": ["complete", "no_fabricated_source"], "failure_budget": 0.05, "sampled_share": 1.0}
            }
            """;

    private GovernanceEval() {}

    public static ObjectNode json() {
        return (ObjectNode) tree(DEFINITION);
    }

    public static EvalDefinition definition() {
        return EvalDefinition.parse(json());
    }

    public static EvalDefinition withRepeats(int repeats) {
        ObjectNode json = json();
        json.withObject("/sampling").put("temperature", 0.7).put("repeats", repeats);
        return EvalDefinition.parse(json);
    }

    public static Item item(String input, String reference) {
        return new Item("item-1", List.of(new Message("user", input)), Optional.of(reference), Optional.empty());
    }

    public static JsonNode tree(String json) {
        try {
            return EventJson.mapper().readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(json, e);
        }
    }
}
