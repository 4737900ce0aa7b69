package dev.whetstone.gateway.model;

import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.TaskName;

/** Hears what became of adapters. Called without any lock of the residency held. */
public interface ResidencyListener {

    /** It is resident or refused now. */
    void settled(Digest adapter);

    /** No alias wants it, its last request has ended and its memory was freed. */
    void evicted(TaskName task, Digest adapter, long freedBytes);
}
