package dev.whetstone.evaluation.grade;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** What a grader made of an output. Sealed: whoever counts passes has to say what happens to an output that could not be graded. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "result")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Graded.class, name = "graded"),
    @JsonSubTypes.Type(value = Ungradable.class, name = "ungradable")
})
public sealed interface Grading permits Graded, Ungradable {}
