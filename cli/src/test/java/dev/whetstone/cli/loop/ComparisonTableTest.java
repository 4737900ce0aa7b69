package dev.whetstone.cli.loop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

class ComparisonTableTest {

    @Test
    void armsStandSideBySideWithIntervalsAndMeanCounts() throws JsonProcessingException {
        String summary = """
                {"arms": [
                  {"arm": "adapter", "variant": "sha256:aaaaaaaaaaaabbbbbbbbbbbbccccccccccccddddddddddddeeeeeeeeeeeeffff", "criteria": [
                    {"criterion": "no_missed_risk", "pass_rate": 0.5, "interval": {"lower": 0.36, "upper": 0.64}, "mean_counts": {"missed": 0.6}},
                    {"criterion": "stable", "pass_rate": 0.975, "interval": {"lower": 0.88, "upper": 1}, "mean_counts": {}}]},
                  {"arm": "prompt-only", "variant": "plain", "criteria": [
                    {"criterion": "no_missed_risk", "pass_rate": 0.0, "interval": {"lower": 0, "upper": 0.07}, "mean_counts": {"missed": 1.4}},
                    {"criterion": "stable", "pass_rate": null, "interval": null, "mean_counts": {}}]},
                  {"arm": "prompt-schema", "variant": "strict", "criteria": [
                    {"criterion": "no_missed_risk", "pass_rate": 0.25, "interval": {"lower": 0.1, "upper": 0.4}, "mean_counts": {"missed": 1.0}}]}]}
                """;

        assertThat(ComparisonTable.of(new ObjectMapper().readTree(summary)))
                .containsExactly(
                        "                     prompt-only  prompt + schema        adapter",
                        "                           plain           strict   aaaaaaaaaaaa",
                        "no_missed_risk         0 % [0–7]     25 % [10–40]   50 % [36–64]",
                        "  missed an answer          1.40             1.00           0.60",
                        "stable              not measured     not measured  98 % [88–100]");
    }
}
