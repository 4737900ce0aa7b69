package dev.whetstone.artifacts;

import dev.whetstone.contracts.ArtifactRef;
import dev.whetstone.contracts.Digest;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;

/** Counts and hashes what passes, and refuses to end with anything but the bytes that the reference names. */
public final class VerifyingInputStream extends FilterInputStream {

    private final ArtifactRef ref;
    private final MessageDigest hash = Digest.sha256();
    private long seen;
    private boolean verified;

    public VerifyingInputStream(InputStream in, ArtifactRef ref) {
        super(in);
        this.ref = ref;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        int count = in.read(into, from, length);
        if (count < 0) {
            verify();
            return -1;
        }
        hash.update(into, from, count);
        seen += count;
        if (seen > ref.size()) {
            throw new ArtifactCorruptException(ref.digest(), "expected " + ref.size() + " bytes, but there are more");
        }
        return count;
    }

    /** Skipped bytes are read and hashed like all others. */
    @Override
    public long skip(long count) throws IOException {
        return count <= 0 ? 0 : readNBytes((int) Math.min(count, 1 << 16)).length;
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    private void verify() {
        if (verified) {
            return;
        }
        if (seen != ref.size()) {
            throw new ArtifactCorruptException(
                    ref.digest(), "expected " + ref.size() + " bytes, but there are only " + seen);
        }
        Digest found = Digest.of(hash);
        if (!found.equals(ref.digest())) {
            throw new ArtifactCorruptException(ref.digest(), "its bytes hash to " + found);
        }
        verified = true;
    }
}
