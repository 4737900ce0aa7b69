package dev.whetstone.dataset.split;

import dev.whetstone.dataset.ingest.IngestedRow;
import dev.whetstone.dataset.row.Row;

import java.util.List;
import java.util.function.IntFunction;

/**
 * The rows of an upload, then the regression samples that the task has already, with a way to read each again.
 *
 * @param uploaded how many of them are the upload's
 */
public record Corpus(List<IngestedRow> rows, int uploaded, IntFunction<Row> reader) {

    public Corpus {
        rows = List.copyOf(rows);
    }

    public Row read(int row) {
        return reader.apply(row);
    }

    public List<IngestedRow> uploadedRows() {
        return rows.subList(0, uploaded);
    }
}
