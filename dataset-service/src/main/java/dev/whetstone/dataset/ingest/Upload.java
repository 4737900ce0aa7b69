package dev.whetstone.dataset.ingest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.whetstone.contracts.Digest;
import dev.whetstone.dataset.row.Row;
import dev.whetstone.dataset.row.StrictJson;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** A received file: its rows in order, and their text on the disk until it is closed. */
public final class Upload implements Closeable {

    private final Spool spool;
    private final Digest digest;
    private final List<IngestedRow> rows;
    private final int read;

    Upload(Spool spool, Digest digest, List<IngestedRow> rows, int read) {
        this.spool = spool;
        this.digest = digest;
        this.rows = List.copyOf(rows);
        this.read = read;
    }

    /** Of the bytes received. */
    public Digest digest() {
        return digest;
    }

    /** Those that passed their format checks. */
    public List<IngestedRow> rows() {
        return rows;
    }

    /** Lines that are not blank. */
    public int read() {
        return read;
    }

    public Row read(IngestedRow row) {
        try {
            return new Row((ObjectNode) StrictJson.read(spool.read(row.offset(), row.length()), row.length()));
        } catch (IOException e) {
            throw new UncheckedIOException("line " + row.line() + " changed after it was checked", e);
        }
    }

    @Override
    public void close() {
        try {
            spool.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close the spooled upload", e);
        }
    }
}
