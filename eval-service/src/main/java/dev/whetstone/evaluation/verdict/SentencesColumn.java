package dev.whetstone.evaluation.verdict;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import dev.whetstone.contracts.EventJson;

import java.util.List;

import jakarta.persistence.AttributeConverter;

/** A list of sentences or names as a JSON array. */
public class SentencesColumn implements AttributeConverter<List<String>, String> {
    private static final TypeReference<List<String>> TYPE = new TypeReference<>() {};

    @Override
    public String convertToDatabaseColumn(List<String> sentences) {
        return EventJson.mapper().valueToTree(sentences).toString();
    }

    @Override
    public List<String> convertToEntityAttribute(String json) {
        try {
            return EventJson.mapper().readValue(json, TYPE);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a column does not hold a list of sentences", e);
        }
    }
}
