package dev.whetstone.cli.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.whetstone.contracts.EventJson;
import dev.whetstone.contracts.Require;

import java.util.List;

/**
 * One task's loop as it stood at one moment: data, measurements, decisions, training, verdicts, serving, alerts, and every item. Lists are in the
 * order in which things happened. Whatever a service did not say is empty text, an empty list or absent.
 *
 * @param title of the task
 * @param writtenAt ISO 8601
 * @param base name of the base model
 */
@JsonNaming(SnakeCaseStrategy.class)
public record LoopReport(
        String task,
        String title,
        String writtenAt,
        String base,
        List<DatasetVersion> datasets,
        List<Evaluation> evaluations,
        List<Decision> decisions,
        List<Training> trainings,
        List<Verdict> verdicts,
        List<AliasMove> aliasMoves,
        List<Alert> alerts,
        List<Item> items,
        List<NamedDigest> digests) {

    public LoopReport {
        Require.text("task", task);
        Require.present("title", title);
        Require.text("writtenAt", writtenAt);
        Require.present("base", base);
        datasets = Require.copy("datasets", datasets);
        evaluations = Require.copy("evaluations", evaluations);
        decisions = Require.copy("decisions", decisions);
        trainings = Require.copy("trainings", trainings);
        verdicts = Require.copy("verdicts", verdicts);
        aliasMoves = Require.copy("aliasMoves", aliasMoves);
        alerts = Require.copy("alerts", alerts);
        items = Require.copy("items", items);
        digests = Require.copy("digests", digests);
    }

    private static final ObjectMapper JSON = EventJson.mapper();

    /** ASCII only: an output may hold half a character, which JSON can escape and UTF-8 cannot write. */
    public String json() {
        try {
            return JSON.writerWithDefaultPrettyPrinter()
                    .with(JsonWriteFeature.ESCAPE_NON_ASCII)
                    .writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the report cannot be written as JSON", e);
        }
    }

    /** @throws JsonProcessingException when the text is not a report */
    public static LoopReport read(String json) throws JsonProcessingException {
        return JSON.readValue(json, LoopReport.class);
    }

    /** @param digest of the version's rows */
    @JsonNaming(SnakeCaseStrategy.class)
    public record DatasetVersion(int number, String digest, List<SplitSize> splits) {}

    /** @param rows in the split */
    public record SplitSize(String name, int rows) {}

    /**
     * What was decided about tuning.
     *
     * @param dataset digest of the version it is about
     */
    @JsonNaming(SnakeCaseStrategy.class)
    public record Decision(
            String evaluation,
            String outcome,
            String reason,
            List<String> justified,
            String dataset,
            String decidedAt) {}

    /** What was judged about an adapter, the decisive reason first. */
    @JsonNaming(SnakeCaseStrategy.class)
    public record Verdict(
            String evaluation, String adapter, String verdict, List<String> reasons, String dataset, String judgedAt) {}

    /** @param model "the base", or the adapter's digest; {@code candidate} empty when there is none */
    @JsonNaming(SnakeCaseStrategy.class)
    public record AliasMove(
            long revision, String action, String model, String candidate, String reason, String movedAt) {}

    /**
     * A regression in live traffic.
     *
     * @param expected failure rate that was no news
     * @param rolledBackTo "the base", or the adapter's digest
     * @param proposedRows failing inputs that became regression samples
     */
    @JsonNaming(SnakeCaseStrategy.class)
    public record Alert(
            String criterion,
            String state,
            String model,
            double expected,
            int outputs,
            int failures,
            String rolledBackTo,
            int proposedRows,
            String raisedAt,
            String closedBecause) {}

    /** @param what it names, for a person */
    public record NamedDigest(String what, String digest) {}
}
