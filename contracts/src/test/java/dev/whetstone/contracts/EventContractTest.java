package dev.whetstone.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Every event against its golden file and its schema. */
class EventContractTest {

    static Stream<Event> samples() {
        return SampleEvents.all().stream();
    }

    @ParameterizedTest
    @MethodSource("samples")
    void serialisesToItsGoldenFile(Event event) throws IOException {
        JsonNode written = EventJson.mapper().readTree(EventJson.write(event));

        assertThat(written).isEqualTo(ContractFiles.golden(EventType.of(event), written));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void isReadFromItsGoldenFile(Event event) throws IOException {
        EventType type = EventType.of(event);
        JsonNode golden = ContractFiles.golden(type, EventJson.mapper().readTree(EventJson.write(event)));

        assertThat(EventJson.read(type, EventJson.mapper().writeValueAsBytes(golden)))
                .isEqualTo(event);
    }

    @ParameterizedTest
    @MethodSource("samples")
    void hasTheSchemaOfItsRecord(Event event) {
        EventType type = EventType.of(event);
        JsonNode fresh = RecordSchema.of(type);

        assertThat(ContractFiles.schema(type, fresh)).isEqualTo(fresh);
    }

    @ParameterizedTest
    @MethodSource("samples")
    void obeysItsSchema(Event event) throws IOException {
        EventType type = EventType.of(event);
        JsonNode golden = ContractFiles.golden(type, EventJson.mapper().readTree(EventJson.write(event)));

        assertThat(errors(type, golden)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("samples")
    void whatTheSchemaMissesTheRecordMissesToo(Event event) throws IOException {
        EventType type = EventType.of(event);
        ObjectNode whole = tree(event);
        for (String field : names(whole)) {
            ObjectNode without = whole.deepCopy();
            without.remove(field);
            if (!errors(type, without).isEmpty()) {
                assertThat(recordTakes(type, without)).as("without " + field).isFalse();
            }
        }
        whole.remove("task");
        assertThat(errors(type, whole)).isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("samples")
    void schemaAndRecordRefuseAFieldOfAnotherKind(Event event) throws IOException {
        EventType type = EventType.of(event);
        ObjectNode whole = tree(event);
        for (String field : names(whole)) {
            ObjectNode changed = whole.deepCopy();
            changed.putObject(field).put("unexpected", true);
            assertThat(errors(type, changed)).as(field).isNotEmpty();
            assertThat(recordTakes(type, changed)).as(field).isFalse();
        }
    }

    @Test
    void everyEventHasAnExample() {
        assertThat(SampleEvents.all().stream().map(EventType::of).toList())
                .containsExactlyInAnyOrderElementsOf(EventType.all());
    }

    @Test
    void everyReleasedGoldenFileStillParses() throws IOException {
        try (Stream<Path> files = Files.list(ContractFiles.folder().resolve("golden"))) {
            assertThat(files.toList()).hasSameSizeAs(EventType.all()).allSatisfy(file -> {
                String simpleName = file.getFileName().toString().replace(".v1.json", "");
                EventType type = EventType.all().stream()
                        .filter(known -> known.event().getSimpleName().equals(simpleName))
                        .findFirst()
                        .orElseThrow();
                assertThat(EventJson.read(type, Files.readAllBytes(file))).isInstanceOf(type.event());
            });
        }
    }

    private static ObjectNode tree(Event event) throws IOException {
        return (ObjectNode) EventJson.mapper().readTree(EventJson.write(event));
    }

    private static List<String> names(ObjectNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static boolean recordTakes(EventType type, ObjectNode json) throws IOException {
        try {
            EventJson.read(type, EventJson.mapper().writeValueAsBytes(json));
            return true;
        } catch (JsonMappingException _) {
            return false;
        }
    }

    private static List<Error> errors(EventType type, JsonNode event) {
        JsonNode text = ContractFiles.schema(type, RecordSchema.of(type));
        Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(text);
        try {
            return schema.validate(EventJson.mapper().writeValueAsString(event), InputFormat.JSON);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
