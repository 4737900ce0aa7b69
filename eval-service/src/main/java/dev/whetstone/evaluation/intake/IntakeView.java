package dev.whetstone.evaluation.intake;

import java.util.List;
import java.util.Optional;

/**
 * Answer to a webhook call, ordered by task and fingerprint.
 *
 * @param truncated alerts that the sender says it left out: raise Alertmanager's {@code max_alerts}
 */
record IntakeView(List<AnsweredAlert> alerts, long truncated) {

    /** One alert of the call. */
    record AnsweredAlert(String name, String fingerprint, Optional<String> task, AlertOutcome outcome) {

        static AnsweredAlert of(FiredAlert alert, AlertOutcome outcome) {
            return new AnsweredAlert(alert.name(), alert.fingerprint(), alert.task(), outcome);
        }
    }
}
