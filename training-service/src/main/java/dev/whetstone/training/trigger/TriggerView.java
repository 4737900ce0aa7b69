package dev.whetstone.training.trigger;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

import java.time.Instant;
import java.util.Locale;

/** A wish for a job that is not yet met, and what it waits for. */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TriggerView(boolean waiting, String cause, Instant dueAt, String waitsFor) {

    static final TriggerView NONE = new TriggerView(false, null, null, null);

    static TriggerView of(RetrainingTrigger trigger) {
        return new TriggerView(
                true, trigger.cause().name().toLowerCase(Locale.ROOT), trigger.dueAt(), trigger.waitsFor());
    }
}
