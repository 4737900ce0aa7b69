package dev.whetstone.contracts.serving;

import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.Event;

/** Topic {@code whetstone.serving.events.v1}, written by each inference-gateway replica. */
public sealed interface ServingEvent extends Event permits AdapterServed, AdapterRefused, AdapterEvicted {

    String replica();

    Digest adapter();
}
