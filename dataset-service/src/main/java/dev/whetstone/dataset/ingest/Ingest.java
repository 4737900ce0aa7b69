package dev.whetstone.dataset.ingest;

import dev.whetstone.dataset.edge.DatasetError;
import dev.whetstone.dataset.finding.Check;
import dev.whetstone.dataset.finding.Findings;
import dev.whetstone.dataset.finding.Place;
import dev.whetstone.dataset.quality.ContentChecks;
import dev.whetstone.dataset.row.LabelRule;
import dev.whetstone.dataset.row.ParsedRow;
import dev.whetstone.dataset.row.RowParser;
import dev.whetstone.dataset.row.RowRules;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Receives a file of JSON Lines and checks each line by itself. Blank lines are passed over. */
public final class Ingest {

    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private final RowParser parser;
    private final LabelRule labels;
    private final ContentChecks checks;
    private final IngestLimits limits;
    private final Path spoolDirectory;

    public Ingest(RowRules rules, LabelRule labels, ContentChecks checks, IngestLimits limits, Path spoolDirectory) {
        this.parser = new RowParser(rules);
        this.labels = labels;
        this.checks = checks;
        this.limits = limits;
        this.spoolDirectory = spoolDirectory;
    }

    /** Reads to the end, whatever it finds. Only what no report can tell is thrown: too much, no space, broken off. */
    public Upload receive(InputStream body, Findings findings) {
        Spool spool = spool();
        try {
            return receive(body, spool, findings);
        } catch (IOException e) {
            close(spool, e);
            throw DatasetError.UPLOAD_CUT.refused("the upload could not be read: " + e.getMessage(), e);
        } catch (RuntimeException e) {
            close(spool, e);
            throw e;
        }
    }

    private Upload receive(InputStream body, Spool spool, Findings findings) throws IOException {
        ReceivingStream received = new ReceivingStream(body, spool, limits.maxBytes());
        LineReader lines = new LineReader(received, limits.maxLineBytes());
        List<IngestedRow> rows = new ArrayList<>();
        int read = 0;
        for (Optional<Line> line = lines.next(); line.isPresent(); line = lines.next()) {
            Line stripped = withoutByteOrderMark(line.get(), findings);
            if (stripped.isBlank()) {
                continue;
            }
            if (++read > limits.maxRows()) {
                throw DatasetError.UPLOAD_TOO_LARGE.refused("the upload has more than " + limits.maxRows() + " rows");
            }
            check(stripped, findings).ifPresent(rows::add);
        }
        if (read == 0) {
            findings.add(Check.FILE_EMPTY, Place.WHOLE_FILE, "no row in the file");
        }
        return new Upload(spool, received.digest(), rows, read);
    }

    private Optional<IngestedRow> check(Line line, Findings findings) {
        if (!line.complete()) {
            findings.add(
                    Check.LINE_TOO_LONG,
                    Place.of(line.number(), line.offset()),
                    "longer than " + limits.maxLineBytes() + " bytes");
            return Optional.empty();
        }
        return switch (parser.parse(line.bytes(), line.length())) {
            case ParsedRow.Refused refused -> {
                refused.faults()
                        .forEach(fault -> findings.add(
                                fault.check(), Place.of(line.number(), line.offset() + fault.offset()), fault.note()));
                yield Optional.empty();
            }
            case ParsedRow.Accepted accepted -> {
                IngestedRow row =
                        IngestedRow.of(accepted.row(), labels, Place.of(line.number(), line.offset()), line.length());
                checks.check(accepted.row(), row.place(), findings);
                yield Optional.of(row);
            }
        };
    }

    private static Line withoutByteOrderMark(Line line, Findings findings) {
        int mark = BYTE_ORDER_MARK.length;
        if (line.number() > 1
                || line.length() < mark
                || !Arrays.equals(line.bytes(), 0, mark, BYTE_ORDER_MARK, 0, mark)) {
            return line;
        }
        findings.add(Check.BOM, Place.of(1, 0), "at byte 0");
        byte[] rest = Arrays.copyOfRange(line.bytes(), mark, line.length());
        return new Line(line.number(), mark, rest, rest.length, line.complete());
    }

    private Spool spool() {
        try {
            return Spool.create(spoolDirectory);
        } catch (IOException e) {
            throw DatasetError.NO_SPACE.refused(
                    "cannot keep the upload under " + spoolDirectory + ": " + e.getMessage(), e);
        }
    }

    private static void close(Spool spool, Exception because) {
        try {
            spool.close();
        } catch (IOException e) {
            because.addSuppressed(e);
        }
    }
}
