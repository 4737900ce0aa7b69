package dev.whetstone.evaluation.vault;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.whetstone.contracts.EventJson;

import jakarta.persistence.AttributeConverter;

/** A value of the contracts kept in a text column in the same JSON that events carry. */
public abstract class JsonColumn<T> implements AttributeConverter<T, String> {
    private final Class<T> type;

    protected JsonColumn(Class<T> type) {
        this.type = type;
    }

    @Override
    public String convertToDatabaseColumn(T value) {
        try {
            return value == null ? null : EventJson.mapper().writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(type.getSimpleName() + " cannot be written as JSON: " + value, e);
        }
    }

    @Override
    public T convertToEntityAttribute(String json) {
        try {
            return json == null ? null : EventJson.mapper().readValue(json, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a column does not hold a " + type.getSimpleName(), e);
        }
    }
}
