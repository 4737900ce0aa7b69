package dev.whetstone.artifacts;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;

/** A range of a file that stays open. */
final class FileSlice extends InputStream {

    private final RandomAccessFile file;
    private final long end;
    private long position;

    FileSlice(RandomAccessFile file, long offset, long length) {
        this.file = file;
        this.position = offset;
        this.end = offset + length;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        if (position == end) {
            return length == 0 ? 0 : -1;
        }
        file.seek(position);
        int count = file.read(into, from, (int) Math.min(length, end - position));
        if (count < 0) {
            throw new IOException("the file ends at " + position + " instead of " + end);
        }
        position += count;
        return count;
    }
}
