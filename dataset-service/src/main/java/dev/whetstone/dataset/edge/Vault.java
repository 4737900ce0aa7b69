package dev.whetstone.dataset.edge;

import dev.whetstone.artifacts.ArtifactStore;
import dev.whetstone.artifacts.PrivateSealingKey;
import dev.whetstone.artifacts.PublicSealingKey;
import dev.whetstone.artifacts.SealedArtifacts;
import dev.whetstone.artifacts.StoreSettings;
import io.quarkus.runtime.Startup;
import org.eclipse.microprofile.config.Config;

import java.time.Clock;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Makes the artifact store and the keys from their configuration, at the start: a missing key ends it with a clear message. */
@Startup
@Singleton
class Vault {

    private final ArtifactStore store;
    private final PrivateSealingKey privateKey;
    private final EvaluationKey evaluationKey;

    Vault(Config config, SealingConfig sealing) {
        this.store = StoreSettings.from(name -> config.getOptionalValue(name, String.class))
                .open();
        this.privateKey = PrivateSealingKey.read(sealing.privateKey());
        this.evaluationKey = new EvaluationKey(PublicSealingKey.read(sealing.evalServicePublicKey()));
    }

    @Produces
    @Singleton
    ArtifactStore store() {
        return store;
    }

    @Produces
    @Singleton
    SealedArtifacts sealed() {
        return new SealedArtifacts(store);
    }

    @Produces
    @Singleton
    PrivateSealingKey privateKey() {
        return privateKey;
    }

    @Produces
    @Singleton
    EvaluationKey evaluationKey() {
        return evaluationKey;
    }

    @Produces
    @Singleton
    Clock clock() {
        return Clock.systemUTC();
    }
}
