package dev.whetstone.evaluation.verdict;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import dev.whetstone.contracts.EventJson;
import dev.whetstone.evaluation.decide.Rate;

import java.util.Map;

import jakarta.persistence.AttributeConverter;

/** Rates by criterion as a JSON object. */
class RatesColumn implements AttributeConverter<Map<String, Rate>, String> {
    private static final TypeReference<Map<String, Rate>> TYPE = new TypeReference<>() {};

    @Override
    public String convertToDatabaseColumn(Map<String, Rate> bounds) {
        return EventJson.mapper().valueToTree(bounds).toString();
    }

    @Override
    public Map<String, Rate> convertToEntityAttribute(String json) {
        try {
            return EventJson.mapper().readValue(json, TYPE);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a column does not hold rates by criterion", e);
        }
    }
}
