package dev.whetstone.gateway.routing;

import dev.whetstone.contracts.Digest;

import java.util.Optional;

/**
 * What this replica can say about one model name.
 *
 * @param adapter what answers under this name now, or is to; empty for the base
 * @param schema digest of the schema that answers under this name are held to, unless a request asks for another format
 * @param refusal why what was asked for is not served; beside READY, an older one answers meanwhile
 * @param revision of the serving state that answers; 0 for the base
 */
public record ModelCard(
        String name,
        Digest base,
        Optional<Digest> adapter,
        Optional<Digest> schema,
        Readiness readiness,
        Optional<String> refusal,
        long revision) {

    /** Whether the name can be asked for. */
    public enum Readiness {
        LOADING,
        READY,
        REFUSED
    }
}
