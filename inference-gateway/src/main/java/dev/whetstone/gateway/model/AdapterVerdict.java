package dev.whetstone.gateway.model;

import dev.whetstone.contracts.serving.RefusalReason;
import dev.whetstone.engine.Adapter;

/** What verification found. */
sealed interface AdapterVerdict {

    record Accepted(Adapter adapter) implements AdapterVerdict {}

    record Refused(RefusalReason reason, String message) implements AdapterVerdict {}

    /** Nothing is known about the adapter: this machine failed. Worth another try. */
    record Failed(String message) implements AdapterVerdict {}
}
