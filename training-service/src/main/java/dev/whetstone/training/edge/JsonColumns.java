package dev.whetstone.training.edge;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.whetstone.contracts.EventJson;
import io.quarkus.hibernate.orm.JsonFormat;
import io.quarkus.hibernate.orm.PersistenceUnitExtension;
import org.hibernate.type.descriptor.WrapperOptions;
import org.hibernate.type.descriptor.java.JavaType;
import org.hibernate.type.format.FormatMapper;

import jakarta.enterprise.context.ApplicationScoped;

/** JSON columns are written like events, whatever the HTTP mapper is set to: a stored value must not change with the API. */
@JsonFormat
@PersistenceUnitExtension
@ApplicationScoped
class JsonColumns implements FormatMapper {

    @Override
    public <T> T fromString(CharSequence json, JavaType<T> type, WrapperOptions options) {
        try {
            return EventJson.mapper().readValue(json.toString(), type.getJavaTypeClass());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a column does not hold a " + type.getTypeName(), e);
        }
    }

    @Override
    public <T> String toString(T value, JavaType<T> type, WrapperOptions options) {
        try {
            return EventJson.mapper().writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot be written to a column: " + type.getTypeName(), e);
        }
    }
}
