package dev.whetstone.evaluation.vault;

import dev.whetstone.artifacts.ArtifactStore;
import dev.whetstone.artifacts.PrivateSealingKey;
import dev.whetstone.artifacts.PublicSealingKey;
import dev.whetstone.artifacts.SealedArtifacts;
import dev.whetstone.contracts.ArtifactRef;
import dev.whetstone.contracts.Digest;
import io.quarkus.runtime.Startup;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

/** Puts, seals and opens artifacts. Made at start, so that a missing key stops the service there and not in a run. */
@Startup
@ApplicationScoped
public class Vault {
    private final ArtifactStore store;
    private final SealedArtifacts sealed;
    private final PrivateSealingKey own;
    private final PublicSealingKey datasetService;

    Vault(ArtifactStore store, SealingConfig keys) {
        this.store = store;
        sealed = new SealedArtifacts(store);
        own = PrivateSealingKey.read(keys.privateKey());
        datasetService = PublicSealingKey.read(keys.datasetServicePublicKey());
    }

    public ArtifactRef put(byte[] content) {
        return store.put(content);
    }

    /** For this service's eyes alone: whatever quotes sealed items. */
    public ArtifactRef sealToSelf(byte[] plain) {
        return sealed.seal(new ByteArrayInputStream(plain), own.publicKey());
    }

    public ArtifactRef sealToDatasetService(byte[] plain) {
        return sealed.seal(new ByteArrayInputStream(plain), datasetService);
    }

    /** The plain bytes of what was sealed to this service. */
    public byte[] open(ArtifactRef artifact) {
        try (InputStream plain = sealed.open(artifact, own)) {
            return plain.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("artifact " + artifact.digest() + " cannot be opened", e);
        }
    }

    public Optional<ArtifactRef> find(Digest digest) {
        return store.find(digest);
    }
}
