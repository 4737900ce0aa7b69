package dev.whetstone.evaluation.vault;

import io.smallrye.config.ConfigMapping;

import java.nio.file.Path;

/** Where this service's sealing keys lie. */
@ConfigMapping(prefix = "whetstone.sealing")
interface SealingConfig {
    /** This service's own key: opens what is sealed to it. */
    Path privateKey();

    /** For what only dataset-service may read. */
    Path datasetServicePublicKey();
}
