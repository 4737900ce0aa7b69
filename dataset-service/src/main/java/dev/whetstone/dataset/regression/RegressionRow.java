package dev.whetstone.dataset.regression;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.whetstone.dataset.finding.Place;
import dev.whetstone.dataset.ingest.IngestedRow;
import dev.whetstone.dataset.row.LabelRule;
import dev.whetstone.dataset.row.Row;
import dev.whetstone.dataset.row.StrictJson;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A regression sample of a task.
 *
 * @param line as it stands in the regression split
 */
public record RegressionRow(String line, Row row, IngestedRow summary) {

    public static RegressionRow read(String line) {
        try {
            return of(new Row((ObjectNode) StrictJson.read(line)), new LabelRule(""));
        } catch (IOException e) {
            throw new UncheckedIOException("a stored regression sample does not read any more", e);
        }
    }

    public static RegressionRow of(Row row, LabelRule labels) {
        IngestedRow summary = IngestedRow.of(row, labels, Place.WHOLE_FILE, 0);
        return new RegressionRow(row.line(summary.label()), row, summary);
    }

    /** Those of {@code proposed} that ask what none before them asks; an id that is taken gets a suffix of its content. */
    public static List<RegressionRow> newOnes(List<RegressionRow> known, List<RegressionRow> proposed) {
        Set<String> prompts = new HashSet<>();
        Set<String> ids = new HashSet<>();
        known.forEach(row -> {
            prompts.add(row.summary().promptKey().hex());
            ids.add(row.summary().id());
        });
        List<RegressionRow> added = new ArrayList<>();
        for (RegressionRow row : proposed) {
            if (prompts.add(row.summary().promptKey().hex())) {
                added.add(ids.add(row.summary().id()) ? row : row.renamed());
            }
        }
        return added;
    }

    private RegressionRow renamed() {
        return read(row.renamed(summary.id() + "-" + summary.content().brief()).line(summary.label()));
    }
}
