package dev.whetstone.evaluation.regression;

import dev.whetstone.evaluation.decide.Alarm;
import dev.whetstone.evaluation.vault.JsonColumn;

/** A detector's state as its JSON. */
class AlarmColumn extends JsonColumn<Alarm> {
    AlarmColumn() {
        super(Alarm.class);
    }
}
