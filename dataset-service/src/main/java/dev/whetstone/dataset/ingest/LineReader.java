package dev.whetstone.dataset.ingest;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;

/** Cuts a stream into lines (LF or CRLF, the last one's end may be missing). Holds one line, at most {@code limit} bytes of it. */
final class LineReader {

    private static final int BLOCK_BYTES = 1 << 16;

    private final InputStream in;
    private final int limit;
    private final byte[] block = new byte[BLOCK_BYTES];
    private int position;
    private int available;
    private byte[] line = new byte[1 << 13];
    private int length;
    private long number;
    private long offset;

    LineReader(InputStream in, int limit) {
        this.in = in;
        this.limit = limit;
    }

    Optional<Line> next() throws IOException {
        length = 0;
        long start = offset;
        boolean complete = true;
        boolean ended = false;
        while (!ended && fill()) {
            int end = endOfLine();
            complete &= append(end - position);
            ended = end < available;
            offset += end - position + (ended ? 1 : 0);
            position = end + (ended ? 1 : 0);
        }
        if (!ended && offset == start) {
            return Optional.empty();
        }
        number++;
        boolean carriageReturn = complete && length > 0 && line[length - 1] == '\r';
        return Optional.of(new Line(number, start, line, carriageReturn ? length - 1 : length, complete));
    }

    private boolean fill() throws IOException {
        if (position < available) {
            return true;
        }
        position = 0;
        available = in.read(block);
        return available > 0;
    }

    private int endOfLine() {
        int end = position;
        while (end < available && block[end] != '\n') {
            end++;
        }
        return end;
    }

    /** False when the line has reached the limit: its rest is passed over. */
    private boolean append(int count) {
        int kept = Math.min(count, limit - length);
        if (length + kept > line.length) {
            line = Arrays.copyOf(line, Math.min(limit, Math.max(length + kept, line.length * 2)));
        }
        System.arraycopy(block, position, line, length, kept);
        length += kept;
        return kept == count;
    }
}
