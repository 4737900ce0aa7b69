package dev.whetstone.cli.task;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

class DatasetLinesTest {

    @Test
    void aVersionIsOneLineWithItsFourSplits() {
        JsonNode version = json("""
                {"number": 2, "version": "sha256:aaaaaaaaaaaabbbbbbbbbbbbccccccccccccddddddddddddeeeeeeeeeeeeffff",
                 "splits": [{"name": "train", "rows": 48}, {"name": "validation", "rows": 12}, {"name": "test", "rows": 40},
                            {"name": "regression", "rows": 5}]}
                """);

        assertThat(DatasetLines.of(version))
                .containsExactly(
                        "version 2 (aaaaaaaaaaaa): train 48, validation 12, test 40 (sealed), regression 5 (sealed)");
        assertThat(DatasetLines.rows(version, "regression")).isEqualTo(5);
        assertThat(DatasetLines.rows(version, "other")).isZero();
    }

    @Test
    void aReportSaysWhatBlocksAndWhereItBegins() {
        JsonNode report = json("""
                {"message": "no version was published: leak.exact in 2 rows", "checks": [
                  {"code": "leak.exact", "severity": "error", "count": 2, "blocking": 2, "meaning": "one prompt in two splits",
                   "samples": [{"line": 5}]},
                  {"code": "length", "severity": "warn", "count": 1, "blocking": 0, "meaning": "long", "samples": [{"line": 0}]},
                  {"code": "bom", "severity": "error", "count": 0, "blocking": 0, "meaning": "a mark", "samples": []}]}
                """);

        assertThat(DatasetLines.of(report))
                .containsExactly(
                        "no version was published: leak.exact in 2 rows",
                        "  blocks  leak.exact               2, first in line 5: one prompt in two splits",
                        "  warn    length                   1: long");
    }

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
