package dev.whetstone.dataset.row;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.whetstone.dataset.finding.Check;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Reads one line: bytes, then JSON, then the shape of a row. Faults of the earlier stage hide the later ones. */
public final class RowParser {

    private final RowSchema schema;

    public RowParser(RowRules rules) {
        this.schema = new RowSchema(rules);
    }

    public ParsedRow parse(byte[] line, int length) {
        int invalid = Utf8.firstInvalid(line, length);
        if (invalid >= 0) {
            return refused(Check.UTF8_INVALID, invalid, "not UTF-8");
        }
        try {
            JsonNode value = StrictJson.read(line, length);
            Optional<String> half = LoneSurrogates.find(value);
            if (half.isPresent()) {
                return refused(Check.UTF8_LONE_SURROGATE, 0, "in " + half.get());
            }
            List<Fault> faults = schema.check(value);
            return faults.isEmpty()
                    ? new ParsedRow.Accepted(new Row((ObjectNode) value))
                    : new ParsedRow.Refused(faults);
        } catch (JsonProcessingException e) {
            return new ParsedRow.Refused(List.of(fault(e)));
        } catch (IOException e) {
            throw new IllegalStateException("reading from memory does not fail", e);
        }
    }

    /** Jackson's own words may quote the text, so they are replaced by ours. */
    private static Fault fault(JsonProcessingException e) {
        long offset = e.getLocation() == null ? 0 : Math.max(0, e.getLocation().getByteOffset());
        String said = e.getOriginalMessage();
        if (said.startsWith("Duplicate field")) {
            return new Fault(Check.JSON_DUPLICATE_KEY, offset, "a key occurs twice");
        }
        if (e instanceof StreamConstraintsException) {
            return new Fault(Check.JSON_MALFORMED, offset, constraint(said));
        }
        return new Fault(
                Check.JSON_MALFORMED, offset, e instanceof TrailingTextException ? said : "not JSON from here on");
    }

    private static String constraint(String said) {
        return said.contains("depth")
                ? "nested deeper than " + StrictJson.MAX_DEPTH + " levels"
                : "a number or key is too long";
    }

    private static ParsedRow refused(Check check, long offset, String note) {
        return new ParsedRow.Refused(List.of(new Fault(check, offset, note)));
    }
}
