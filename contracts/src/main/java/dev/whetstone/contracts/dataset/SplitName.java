package dev.whetstone.contracts.dataset;

import com.fasterxml.jackson.annotation.JsonValue;

import java.util.Locale;

/** The four splits. Test and regression are sealed to eval-service; only train and validation may be trained on. */
public enum SplitName {
    TRAIN,
    VALIDATION,
    TEST,
    REGRESSION;

    @JsonValue
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    public boolean sealed() {
        return this == TEST || this == REGRESSION;
    }
}
