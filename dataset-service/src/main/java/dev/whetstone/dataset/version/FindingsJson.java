package dev.whetstone.dataset.version;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;

import java.io.IOException;
import java.util.List;

/** The findings of a version as one column. */
final class FindingsJson {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private FindingsJson() {}

    static String write(List<FindingView> findings) {
        return MAPPER.valueToTree(findings).toString();
    }

    static List<FindingView> read(String json) {
        try {
            return MAPPER.readValue(json, new TypeReference<List<FindingView>>() {});
        } catch (IOException e) {
            throw new IllegalStateException("stored findings do not read any more", e);
        }
    }
}
