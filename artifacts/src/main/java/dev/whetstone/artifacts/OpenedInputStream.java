package dev.whetstone.artifacts;

import dev.whetstone.contracts.Digest;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Decrypted content whose failures name the artifact. */
final class OpenedInputStream extends FilterInputStream {

    private final Digest digest;

    OpenedInputStream(InputStream in, Digest digest) {
        super(in);
        this.digest = digest;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int from, int length) {
        try {
            return in.read(into, from, length);
        } catch (IOException e) {
            throw new ArtifactCorruptException(digest, "its content does not decrypt", e);
        }
    }

    @Override
    public long skip(long count) throws IOException {
        return count <= 0 ? 0 : readNBytes((int) Math.min(count, 1 << 16)).length;
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
