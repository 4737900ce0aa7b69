package dev.whetstone.dataset.ingest;

import dev.whetstone.contracts.Digest;
import dev.whetstone.dataset.edge.DatasetError;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;

/** Names, counts and keeps the bytes of an upload while they are read. */
final class ReceivingStream extends InputStream {

    private final InputStream in;
    private final Spool spool;
    private final long limit;
    private final MessageDigest hash = Digest.sha256();
    private long received;

    ReceivingStream(InputStream in, Spool spool, long limit) {
        this.in = in;
        this.spool = spool;
        this.limit = limit;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        int count = receive(into, from, length);
        if (count <= 0) {
            return count;
        }
        received += count;
        if (received > limit) {
            throw DatasetError.UPLOAD_TOO_LARGE.refused("the upload is longer than " + limit + " bytes");
        }
        hash.update(into, from, count);
        keep(into, from, count);
        return count;
    }

    private int receive(byte[] into, int from, int length) {
        try {
            return in.read(into, from, length);
        } catch (IOException e) {
            throw DatasetError.UPLOAD_CUT.refused(
                    "the upload broke off after " + received + " bytes: " + e.getMessage(), e);
        }
    }

    private void keep(byte[] bytes, int from, int count) {
        try {
            spool.append(bytes, from, count);
        } catch (IOException e) {
            throw DatasetError.NO_SPACE.refused(
                    "the upload could not be kept after " + received + " bytes: " + e.getMessage(), e);
        }
    }

    /** Of all bytes read so far. */
    Digest digest() {
        return Digest.of(hash);
    }
}
