package dev.whetstone.dataset.version;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.whetstone.dataset.finding.Place;
import dev.whetstone.dataset.ingest.IngestedRow;
import dev.whetstone.dataset.row.LabelRule;
import dev.whetstone.dataset.row.Row;
import dev.whetstone.dataset.row.StrictJson;

import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * A regression sample of the task: untrainable for ever.
 *
 * @param line as it stands in the regression split
 */
public record RegressionRow(String line, Row row, IngestedRow summary) {

    public static RegressionRow read(String line) {
        try {
            return of(new Row((ObjectNode) StrictJson.read(line)));
        } catch (IOException e) {
            throw new UncheckedIOException("a stored regression sample does not read any more", e);
        }
    }

    private static RegressionRow of(Row row) {
        LabelRule labels = new LabelRule("");
        IngestedRow summary = IngestedRow.of(row, labels, Place.WHOLE_FILE, 0);
        return new RegressionRow(row.line(summary.label()), row, summary);
    }
}
