package dev.whetstone.evaluation.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.whetstone.contracts.EventJson;

import java.io.IOException;
import java.util.List;

/** JSON of reports: snake_case, strict. */
public final class ReportJson {

    private static final TypeReference<List<ArmResult>> RUNS = new TypeReference<>() {};

    private ReportJson() {}

    /** Reads and writes every record of this package and of {@code decide}. */
    public static ObjectMapper mapper() {
        return EventJson.mapper();
    }

    public static byte[] write(List<ArmResult> runs) {
        try {
            return mapper().writerFor(RUNS).writeValueAsBytes(runs);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("runs: cannot be written as JSON", e);
        }
    }

    /** @throws IOException when the text is not a report */
    public static List<ArmResult> read(byte[] json) throws IOException {
        return mapper().readValue(json, RUNS);
    }
}
