package dev.whetstone.dataset;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.whetstone.contracts.TaskName;
import dev.whetstone.dataset.finding.Findings;
import dev.whetstone.dataset.finding.Waiver;
import dev.whetstone.dataset.ingest.Ingest;
import dev.whetstone.dataset.ingest.IngestLimits;
import dev.whetstone.dataset.ingest.Upload;
import dev.whetstone.dataset.quality.ContentChecks;
import dev.whetstone.dataset.row.RowKind;
import dev.whetstone.dataset.row.TargetKind;
import dev.whetstone.dataset.split.SplitShares;
import dev.whetstone.dataset.task.TaskDefinition;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Rows and definitions for tests. */
public final class Samples {

    public static final TaskName TASK = new TaskName("governance-summary");
    public static final LocalDate TODAY = LocalDate.of(2026, 11, 22);
    public static final IngestLimits LIMITS = new IngestLimits(1 << 20, 100_000, 1L << 28);

    private Samples() {}

    public static TaskDefinition definition(Waiver... waivers) {
        return new TaskDefinition(
                "", RowKind.CHAT, TargetKind.TEXT, "", new SplitShares(0.5, 0.2, 0.3), "1", 1000, List.of(waivers));
    }

    public static String row(String id, String prompt, String answer, String... more) {
        StringBuilder fields = new StringBuilder();
        for (int i = 0; i < more.length; i += 2) {
            fields.append(",\"%s\":\"%s\"".formatted(more[i], more[i + 1]));
        }
        return """
                {"id":"%s","messages":[{"role":"user","content":"%s"},{"role":"assistant","content":"%s"}]%s}""".formatted(id, prompt, answer, fields);
    }

    /** Rows {@code prefix-0} and on with different prose, the same for the same seed. */
    public static List<String> rows(String prefix, int count, long seed, String... more) {
        Random random = new Random(seed);
        return IntStream.range(0, count)
                .mapToObj(i -> row(prefix + "-" + i, prose(random, 40), prose(random, 12), more))
                .toList();
    }

    public static String prose(Random random, int words) {
        return IntStream.range(0, words)
                .mapToObj(_ -> Integer.toString(random.nextInt(20_000), 36).replaceAll("[0-9]", "q"))
                .collect(Collectors.joining(" "));
    }

    public static String lines(List<String> rows) {
        return String.join("\n", rows) + "\n";
    }

    public static Findings findings(Waiver... waivers) {
        return new Findings(List.of(waivers), TODAY);
    }

    public static Upload receive(String lines, TaskDefinition definition, Findings findings) {
        return receive(new ByteArrayInputStream(lines.getBytes(UTF_8)), definition, findings);
    }

    public static Upload receive(InputStream body, TaskDefinition definition, Findings findings) {
        return new Ingest(
                        definition.rowRules(),
                        definition.labelRule(),
                        new ContentChecks(TODAY, definition.maxTokens()),
                        LIMITS,
                        Path.of("target", "spool"))
                .receive(body, findings);
    }
}
