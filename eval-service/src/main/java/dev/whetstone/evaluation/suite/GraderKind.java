package dev.whetstone.evaluation.suite;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

import java.util.Arrays;

/** What a criterion can be graded by. */
public enum GraderKind {
    FIELDS("fields", 1, Needs.OUTPUT),
    SOURCES("sources", 1, Needs.OUTPUT),
    MISSED_RISKS("missed_risks", 1, Needs.REFERENCE),
    INVENTED_RISKS("invented_risks", 1, Needs.REFERENCE),
    EXACT("exact", 1, Needs.REFERENCE),
    COHERENCE("coherence", 1, Needs.OUTPUT),
    STABILITY("stability", 1, Needs.REPEATS);

    private enum Needs {
        OUTPUT,
        REFERENCE,
        REPEATS
    }

    private final String label;
    private final int revision;
    private final Needs needs;

    GraderKind(String label, int revision, Needs needs) {
        this.label = label;
        this.revision = revision;
        this.needs = needs;
    }

    @JsonValue
    public String label() {
        return label;
    }

    /** Raised when the grader's code starts to judge differently: it is part of every eval digest that uses the grader. */
    public int revision() {
        return revision;
    }

    public boolean needsReference() {
        return needs == Needs.REFERENCE;
    }

    /** Judges all repeats of an item together, not one output. */
    public boolean acrossRepeats() {
        return needs == Needs.REPEATS;
    }

    /** Can judge live traffic, where there is one output and nobody knows the right answer. */
    public boolean online() {
        return needs == Needs.OUTPUT;
    }

    @JsonCreator
    public static GraderKind of(String label) {
        return Arrays.stream(values())
                .filter(kind -> kind.label.equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "grader: expected one of " + labels() + ", but got '" + label + "'"));
    }

    static String labels() {
        return Arrays.stream(values()).map(GraderKind::label).collect(joining(", "));
    }
}
