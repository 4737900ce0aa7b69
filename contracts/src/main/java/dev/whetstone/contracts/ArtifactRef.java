package dev.whetstone.contracts;

import java.net.URI;

/**
 * Where immutable bytes lie and what they must be. The address is the store's own affair; the digest is the truth.
 *
 * @param size in bytes
 */
public record ArtifactRef(URI uri, Digest digest, long size) {

    public ArtifactRef {
        Require.present("uri", uri);
        Require.present("digest", digest);
        Require.atLeast("size", size, 0);
    }
}
