package dev.whetstone.gateway.model;

import dev.whetstone.contracts.serving.RefusalReason;

/** Where an adapter that some alias wants stands on this replica. */
public sealed interface AdapterState {

    /** Not asked for by any alias. */
    record Unknown() implements AdapterState {}

    record Loading() implements AdapterState {}

    record Resident() implements AdapterState {}

    record Refused(RefusalReason reason, String message) implements AdapterState {}
}
