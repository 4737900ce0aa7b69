package dev.whetstone.dataset.edge;

import dev.whetstone.artifacts.PublicSealingKey;

/** The key that held-out splits are sealed to: only eval-service has its other half. */
public record EvaluationKey(PublicSealingKey key) {}
