package dev.whetstone.gateway.routing;

import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.TaskName;
import dev.whetstone.contracts.serving.AdapterEvicted;
import dev.whetstone.contracts.serving.AdapterRefused;
import dev.whetstone.contracts.serving.AdapterServed;
import dev.whetstone.contracts.serving.RefusalReason;
import dev.whetstone.contracts.serving.ServedModel;
import dev.whetstone.contracts.serving.ServingChanged;
import dev.whetstone.contracts.serving.ServingEvent;
import dev.whetstone.gateway.model.AdapterResidency;
import dev.whetstone.gateway.model.AdapterState;
import dev.whetstone.gateway.model.BaseModel;
import dev.whetstone.gateway.model.LoadedBase;
import dev.whetstone.gateway.model.ResidencyListener;
import dev.whetstone.gateway.model.WantedAdapter;
import dev.whetstone.messaging.TracedWork;
import org.jboss.logging.Logger;

import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The aliases of all tasks on this replica. Applies serving states in the order of their revisions, has adapters loaded and freed, and
 * moves an alias the moment its model can answer. Guarded by its own lock, which is never held while something loads.
 */
public class ServingTable implements ResidencyListener {

    private static final Logger LOG = Logger.getLogger(ServingTable.class);

    private final String replica;
    private final BaseModel base;
    private final AdapterResidency residency;
    private final ServingAnnouncements announcements;
    private final ServingMetrics metrics;
    private final InstantSource clock;
    private final Map<TaskName, TaskAliases> tasks = new TreeMap<>();

    ServingTable(
            String replica,
            BaseModel base,
            AdapterResidency residency,
            ServingAnnouncements announcements,
            ServingMetrics metrics,
            InstantSource clock) {
        this.replica = replica;
        this.base = base;
        this.residency = residency;
        this.announcements = announcements;
        this.metrics = metrics;
        this.clock = clock;
        metrics.waiting(this);
        residency.listen(this);
        base.whenLoaded(this::settleAll);
    }

    /** A state that is not newer than the one applied is ignored. */
    public synchronized void apply(ServingChanged change) {
        TaskAliases known = tasks.get(change.task());
        if (known == null) {
            tasks.put(change.task(), new TaskAliases(change, clock.instant()));
        } else if (!known.apply(change, clock.instant())) {
            LOG.infof(
                    "serving state ignored task=%s revision=%d known=%d",
                    change.task(), change.revision(), known.wanted().revision());
            return;
        }
        LOG.infof("serving state task=%s revision=%d: %s", change.task(), change.revision(), change.reason());
        want();
        settleAll();
    }

    private void want() {
        Map<Digest, WantedAdapter> wanted = new LinkedHashMap<>();
        for (TaskAliases aliases : tasks.values()) {
            for (ServedModel model : aliases.needed()) {
                wanted.merge(
                        model.adapterDigest().orElseThrow(),
                        new WantedAdapter(aliases.task(), model, aliases.trace()),
                        this::rather);
            }
        }
        residency.want(wanted);
    }

    /** The same bytes may be wanted over two bases, of which this replica serves one. */
    private WantedAdapter rather(WantedAdapter first, WantedAdapter other) {
        boolean otherFits = base.find()
                .filter(loaded -> loaded.digest().equals(other.model().base()))
                .isPresent();
        return otherFits && !first.model().base().equals(other.model().base()) ? other : first;
    }

    @Override
    public synchronized void settled(Digest adapter) {
        metrics.residencyChanged();
        settleAll();
    }

    @Override
    public void evicted(TaskName task, Digest adapter, long freedBytes) {
        LOG.infof("adapter evicted task=%s adapter=%s bytes=%d", task, adapter.brief(), freedBytes);
        metrics.evicted();
        announcements.announce(new AdapterEvicted(task, replica, adapter, freedBytes));
    }

    private synchronized void settleAll() {
        base.find().ifPresent(loaded -> {
            tasks.values().forEach(aliases -> settle(aliases, loaded));
            want(); // what stable has just moved away from may go
        });
    }

    private void settle(TaskAliases aliases, LoadedBase loaded) {
        for (TaskAliases.Moved moved : aliases.settle(loaded.digest(), residency::state)) {
            served(aliases, moved);
        }
        for (ServedModel model : aliases.needed()) {
            Digest adapter = model.adapterDigest().orElseThrow();
            if (residency.state(adapter) instanceof AdapterState.Refused refused && aliases.refusalIsNews(adapter)) {
                refused(aliases, adapter, refused.reason(), refused.message());
            }
        }
    }

    private void served(TaskAliases aliases, TaskAliases.Moved moved) {
        Duration took = Duration.between(aliases.arrived(), clock.instant());
        long revision = aliases.wanted().revision();
        LOG.infof(
                "adapter served task=%s alias=%s adapter=%s revision=%d took=%s",
                aliases.task(), moved.alias(), moved.adapter().brief(), revision, took);
        metrics.served(took);
        announce(aliases, new AdapterServed(aliases.task(), replica, moved.adapter(), revision, moved.alias(), took));
    }

    private void refused(TaskAliases aliases, Digest adapter, RefusalReason reason, String message) {
        long revision = aliases.wanted().revision();
        LOG.warnf(
                "adapter refused task=%s adapter=%s revision=%d reason=%s: %s",
                aliases.task(), adapter.brief(), revision, reason, message);
        metrics.refused(reason);
        announce(aliases, new AdapterRefused(aliases.task(), replica, adapter, revision, reason, message));
    }

    /** It comes of the state that asked for it, whatever has just ended. */
    private void announce(TaskAliases aliases, ServingEvent event) {
        TracedWork.after(aliases.trace()).run(() -> announcements.announce(event));
    }

    synchronized long waiting() {
        return tasks.values().stream().filter(TaskAliases::isWaiting).count();
    }

    public synchronized boolean knows(TaskName task) {
        return tasks.containsKey(task);
    }

    /** What answers this request; the caller closes it when the request has ended. */
    public synchronized Route route(String model, Optional<TaskName> task) {
        return resolver().route(model, task);
    }

    public synchronized ModelCard card(String model) {
        return resolver().card(model);
    }

    /** The base first, then the aliases by name. */
    public synchronized List<ModelCard> cards() {
        return resolver().cards();
    }

    private Resolver resolver() {
        return new Resolver(base.require(), tasks, residency);
    }
}
