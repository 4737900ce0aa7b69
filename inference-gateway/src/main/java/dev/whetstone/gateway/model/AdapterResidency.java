package dev.whetstone.gateway.model;

import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.serving.RefusalReason;
import dev.whetstone.messaging.TracedWork;
import org.jboss.logging.Logger;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Brings the adapters in memory to what the aliases want: missing ones are verified and loaded in the background, one after the other;
 * those that nobody wants any more are freed after their last request.
 */
public class AdapterResidency {

    private static final Logger LOG = Logger.getLogger(AdapterResidency.class);
    private static final Duration RETRY = Duration.ofSeconds(5);

    /** Of an adapter that is wanted or not yet freed. */
    private sealed interface Slot {
        record Loading() implements Slot {}

        record Resident(ResidentAdapter adapter) implements Slot {}

        /** @param base over which it was wanted: over another one it may be fine */
        record Refused(AdapterVerdict.Refused verdict, Digest base) implements Slot {}
    }

    private final BaseModel base;
    private final AdapterVerifier verifier;
    private final LoaderThread loader;
    private final LoadMeter meter;
    private final Map<Digest, Slot> slots = new HashMap<>();

    private Map<Digest, WantedAdapter> wanted = Map.of();
    private ResidencyListener listener;

    AdapterResidency(BaseModel base, AdapterVerifier verifier, LoaderThread loader, LoadMeter meter) {
        this.base = base;
        this.verifier = verifier;
        this.loader = loader;
        this.meter = meter;
    }

    public synchronized void listen(ResidencyListener hears) {
        listener = hears;
    }

    /** All that is wanted from now on, in the order in which it should be loaded. */
    public void want(Map<Digest, WantedAdapter> all) {
        synchronized (this) {
            wanted = new LinkedHashMap<>(all);
        }
        reconcile();
    }

    private void reconcile() {
        List<ResidentAdapter> freed = new ArrayList<>();
        synchronized (this) {
            wanted.forEach(this::keepOrLoad);
            slots.entrySet().removeIf(slot -> !wanted.containsKey(slot.getKey()) && leave(slot.getValue(), freed));
        }
        freed.forEach(this::tellEvicted);
    }

    private void keepOrLoad(Digest digest, WantedAdapter adapter) {
        boolean kept = switch (slots.get(digest)) {
            case null -> false;
            case Slot.Loading _ -> true;
            case Slot.Resident resident -> resident.adapter().revive();
            case Slot.Refused refused -> refused.base().equals(adapter.model().base());
        };
        if (!kept) {
            slots.put(digest, new Slot.Loading());
            loader.execute(() -> load(digest));
        }
    }

    /** Whether the slot can be forgotten at once. */
    private static boolean leave(Slot slot, List<ResidentAdapter> freed) {
        return switch (slot) {
            case Slot.Loading _ -> false; // its load will find that it is not wanted any more
            case Slot.Refused _ -> true;
            case Slot.Resident resident -> {
                boolean unused = resident.adapter().retire();
                if (unused) {
                    freed.add(resident.adapter());
                }
                yield unused;
            }
        };
    }

    private void load(Digest digest) {
        Optional<WantedAdapter> still = stillWanted(digest);
        if (still.isEmpty() || base.find().isEmpty()) {
            return;
        }
        TracedWork.after(still.get().trace())
                .named("load adapter")
                .with("whetstone.task", still.get().task())
                .with("whetstone.adapter", digest)
                .run(() -> load(digest, still.get()));
    }

    private void load(Digest digest, WantedAdapter adapter) {
        long began = System.nanoTime();
        AdapterVerdict verdict = verify(base.require(), adapter);
        meter.loaded(verdict, Duration.ofNanos(System.nanoTime() - began));
        switch (verdict) {
            case AdapterVerdict.Accepted accepted -> {
                ResidentAdapter resident = new ResidentAdapter(digest, adapter.task(), accepted.adapter(), this::freed);
                settle(digest, new Slot.Resident(resident));
            }
            case AdapterVerdict.Refused refused ->
                settle(digest, new Slot.Refused(refused, adapter.model().base()));
            case AdapterVerdict.Failed failed -> {
                LOG.warnf(
                        "adapter could not be loaded, trying again adapter=%s in=%s: %s",
                        digest.brief(), RETRY, failed.message());
                loader.later(RETRY, () -> load(digest));
            }
        }
    }

    private AdapterVerdict verify(LoadedBase loaded, WantedAdapter adapter) {
        try {
            return verifier.verify(loaded, adapter.model());
        } catch (RuntimeException e) {
            LOG.errorf(e, "adapter could not be verified task=%s", adapter.task());
            return new AdapterVerdict.Refused(
                    RefusalReason.INVALID_ADAPTER, "this engine failed on it; the replica's log says how");
        }
    }

    private synchronized Optional<WantedAdapter> stillWanted(Digest digest) {
        WantedAdapter adapter = wanted.get(digest);
        if (adapter == null) {
            slots.remove(digest);
        }
        return Optional.ofNullable(adapter);
    }

    private void settle(Digest digest, Slot slot) {
        boolean stillWanted;
        synchronized (this) {
            stillWanted = wanted.containsKey(digest);
            slots.put(digest, slot);
        }
        if (stillWanted) {
            listener.settled(digest);
        } else {
            reconcile();
        }
    }

    /** Its last request has ended after it was retired. */
    private void freed(ResidentAdapter adapter) {
        synchronized (this) {
            if (slots.get(adapter.digest()) instanceof Slot.Resident resident && resident.adapter() == adapter) {
                slots.remove(adapter.digest());
            }
        }
        tellEvicted(adapter);
    }

    private void tellEvicted(ResidentAdapter adapter) {
        listener.evicted(adapter.task(), adapter.digest(), adapter.bytes());
    }

    /** A hold on an adapter that is resident; empty when it is not. */
    public synchronized Optional<AdapterLease> lease(Digest digest) {
        return slots.get(digest) instanceof Slot.Resident resident
                ? resident.adapter().lease()
                : Optional.empty();
    }

    public synchronized AdapterState state(Digest digest) {
        return switch (slots.get(digest)) {
            case null -> new AdapterState.Unknown();
            case Slot.Loading _ -> new AdapterState.Loading();
            case Slot.Resident _ -> new AdapterState.Resident();
            case Slot.Refused refused ->
                new AdapterState.Refused(
                        refused.verdict().reason(), refused.verdict().message());
        };
    }

    /** Bytes of weights of each adapter in memory, those included that wait for their last request. */
    public synchronized Map<Digest, Long> residentBytes() {
        Map<Digest, Long> bytes = new TreeMap<>();
        slots.forEach((digest, slot) -> {
            if (slot instanceof Slot.Resident resident) {
                bytes.put(digest, resident.adapter().bytes());
            }
        });
        return bytes;
    }
}
