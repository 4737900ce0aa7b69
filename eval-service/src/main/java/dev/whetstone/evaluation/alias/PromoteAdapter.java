package dev.whetstone.evaluation.alias;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * A request to serve an adapter.
 *
 * @param adapter its digest; absent or null for the base itself
 * @param expectedRevision of the alias as the caller saw it
 * @param force serve it without a verdict that allows it; absent: no
 */
record PromoteAdapter(Optional<String> adapter, OptionalLong expectedRevision, String reason, Optional<Boolean> force) {
    boolean isForced() {
        return force.orElse(false);
    }
}
