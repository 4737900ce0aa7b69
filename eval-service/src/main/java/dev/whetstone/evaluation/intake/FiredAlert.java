package dev.whetstone.evaluation.intake;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * One alert of a webhook call.
 *
 * @param status {@code firing} or {@code resolved}
 * @param fingerprint of its labels
 * @param startsAt since when it fires
 */
record FiredAlert(String status, Map<String, String> labels, String fingerprint, Instant startsAt) {

    FiredAlert {
        labels = Map.copyOf(labels);
    }

    String name() {
        return labels.getOrDefault("alertname", "");
    }

    boolean firing() {
        return status.equals("firing");
    }

    Optional<String> task() {
        return Optional.ofNullable(labels.get("task")).filter(label -> !label.isBlank());
    }
}
