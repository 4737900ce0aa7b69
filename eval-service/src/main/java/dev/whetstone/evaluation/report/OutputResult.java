package dev.whetstone.evaluation.report;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** What became of one generation. Sealed: an output that never came is not an output that failed. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "outcome")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Answered.class, name = "answered"),
    @JsonSubTypes.Type(value = Unanswered.class, name = "unanswered")
})
public sealed interface OutputResult permits Answered, Unanswered {

    /** Counted from 0. */
    int repeat();
}
