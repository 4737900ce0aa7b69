package dev.whetstone.dataset.task;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;

import java.io.IOException;

/** Task definitions as text in the database. */
final class TaskJson {

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build();

    private TaskJson() {}

    static JsonNode tree(TaskDefinition definition) {
        return MAPPER.valueToTree(definition);
    }

    static String write(TaskDefinition definition) {
        return tree(definition).toString();
    }

    static TaskDefinition read(String json) {
        try {
            return MAPPER.readValue(json, TaskDefinition.class);
        } catch (IOException e) {
            throw new IllegalStateException("a stored task definition does not read any more", e);
        }
    }
}
