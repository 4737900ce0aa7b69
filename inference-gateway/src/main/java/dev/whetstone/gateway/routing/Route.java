package dev.whetstone.gateway.routing;

import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.TaskName;
import dev.whetstone.engine.Adapter;
import dev.whetstone.gateway.model.AdapterLease;

import java.util.Optional;

/**
 * What answers one request. Holds the adapter in memory until closed, so a swap never touches a request that runs.
 *
 * @param label the model's name as a metric tag: the base's name, an alias, or "digest"
 * @param lease empty when the base answers
 * @param task what the request is about, where that is known
 * @param schema text of the schema that the alias is held to, unless the request asks for another format
 * @param stable present when a task's stable model answers: such traffic may be sampled
 */
public record Route(
        String label,
        Digest base,
        Optional<AdapterLease> lease,
        Optional<TaskName> task,
        Optional<String> schema,
        Optional<StableTraffic> stable)
        implements AutoCloseable {

    public Optional<Digest> adapterDigest() {
        return lease.map(AdapterLease::digest);
    }

    public Optional<Adapter> adapter() {
        return lease.map(AdapterLease::adapter);
    }

    @Override
    public void close() {
        lease.ifPresent(AdapterLease::close);
    }
}
