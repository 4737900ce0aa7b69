package dev.whetstone.evaluation.gateway;

/** What the gateway says about one model. */
public sealed interface ModelStatus {
    /** It answers. */
    record Ready() implements ModelStatus {}

    /** Unknown as yet or still loading. */
    record Pending() implements ModelStatus {}

    record Refused(String reason) implements ModelStatus {}

    /** Nobody could be asked. */
    record Unreachable(String reason) implements ModelStatus {}
}
