package dev.whetstone.gateway.routing;

import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.TaskName;
import dev.whetstone.contracts.serving.RefusalReason;
import dev.whetstone.contracts.serving.ServedModel;
import dev.whetstone.gateway.edge.ErrorCode;
import dev.whetstone.gateway.edge.RequestRefused;
import dev.whetstone.gateway.model.AdapterLease;
import dev.whetstone.gateway.model.AdapterResidency;
import dev.whetstone.gateway.model.AdapterState;
import dev.whetstone.gateway.model.LoadedBase;
import dev.whetstone.gateway.routing.ModelCard.Readiness;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds a model by its name in one consistent state of the table. */
final class Resolver {

    private static final int NAMED_IN_A_MESSAGE = 20;
    private static final Duration LOADING_RETRY = Duration.ofSeconds(2);

    private final LoadedBase base;
    private final Map<TaskName, TaskAliases> tasks;
    private final AdapterResidency residency;

    Resolver(LoadedBase base, Map<TaskName, TaskAliases> tasks, AdapterResidency residency) {
        this.base = base;
        this.tasks = tasks;
        this.residency = residency;
    }

    Route route(String model, Optional<TaskName> task) {
        return switch (parse(model)) {
            case ModelName.Base _ -> withoutAlias(base.name(), Optional.empty(), task);
            case ModelName.ByDigest named
            when named.digest().equals(base.digest()) -> withoutAlias(base.name(), Optional.empty(), task);
            case ModelName.ByDigest named -> withoutAlias("digest", Optional.of(lease(model, named.digest())), task);
            case ModelName.Stable named -> stable(model, named.task());
            case ModelName.Candidate named -> candidate(model, named.task());
        };
    }

    /** A digest or the base's name says nothing of the task; the request may. */
    private Route withoutAlias(String label, Optional<AdapterLease> lease, Optional<TaskName> task) {
        Optional<Digest> adapter = lease.map(AdapterLease::digest);
        Optional<StableTraffic> stable = task.map(tasks::get)
                .flatMap(TaskAliases::stable)
                .filter(serving -> serving.model().adapterDigest().equals(adapter))
                .map(serving -> traffic(task.orElseThrow(), serving));
        return new Route(label, base.digest(), lease, task, Optional.empty(), stable);
    }

    private Route stable(String model, TaskName task) {
        TaskAliases aliases = aliases(model, task);
        TaskAliases.Serving serving = aliases.stable()
                .orElseThrow(() -> notServed(model, aliases.wanted().stable()));
        Optional<AdapterLease> lease = serving.model().adapterDigest().map(digest -> lease(model, digest));
        return new Route(
                model,
                base.digest(),
                lease,
                Optional.of(task),
                serving.model().outputSchema(),
                Optional.of(traffic(task, serving)));
    }

    private Route candidate(String model, TaskName task) {
        ServedModel wanted = aliases(model, task).wanted().candidate().orElseThrow(() -> unknown(model));
        if (!wanted.base().equals(base.digest())) {
            throw notServed(model, wanted);
        }
        Optional<AdapterLease> lease = wanted.adapterDigest().map(digest -> lease(model, digest));
        return new Route(model, base.digest(), lease, Optional.of(task), wanted.outputSchema(), Optional.empty());
    }

    private static StableTraffic traffic(TaskName task, TaskAliases.Serving serving) {
        return new StableTraffic(task, serving.revision(), serving.sampledShare(), schema(serving.model()));
    }

    private static Optional<Digest> schema(ServedModel model) {
        return model.outputSchema().map(text -> Digest.of(text.getBytes(StandardCharsets.UTF_8)));
    }

    private AdapterLease lease(String model, Digest digest) {
        return residency.lease(digest).orElseThrow(() -> notResident(model, digest));
    }

    private RequestRefused notServed(String model, ServedModel wanted) {
        if (!wanted.base().equals(base.digest())) {
            return new RequestRefused(
                    ErrorCode.MODEL_REFUSED,
                    model + " is refused: " + base.identity().refusalOf(wanted.base()));
        }
        return notResident(model, wanted.adapterDigest().orElseThrow());
    }

    private RequestRefused notResident(String model, Digest digest) {
        return switch (residency.state(digest)) {
            case AdapterState.Refused refused ->
                new RequestRefused(
                        ErrorCode.MODEL_REFUSED, model + " is refused, " + refused.reason() + ": " + refused.message());
            case AdapterState.Loading _, AdapterState.Resident _ ->
                RequestRefused.busy(ErrorCode.NOT_READY, model + " is being loaded; try again", LOADING_RETRY);
            case AdapterState.Unknown _ -> unknown(model);
        };
    }

    private TaskAliases aliases(String model, TaskName task) {
        return Optional.ofNullable(tasks.get(task)).orElseThrow(() -> unknown(model));
    }

    private ModelName parse(String model) {
        return ModelName.parse(model, base.name()).orElseThrow(() -> unknown(model));
    }

    private RequestRefused unknown(String model) {
        List<String> names = cards().stream().map(ModelCard::name).toList();
        String known = String.join(", ", names.subList(0, Math.min(names.size(), NAMED_IN_A_MESSAGE)));
        String more = names.size() > NAMED_IN_A_MESSAGE ? " and " + (names.size() - NAMED_IN_A_MESSAGE) + " more" : "";
        return new RequestRefused(
                ErrorCode.MODEL_NOT_FOUND,
                "no model is named '" + shortened(model) + "'; this replica has " + known + more
                        + ", and adapters by their digest while an alias points at them");
    }

    private static String shortened(String model) {
        return model.length() <= 100 ? model : model.substring(0, 100) + "…";
    }

    List<ModelCard> cards() {
        List<ModelCard> cards = new ArrayList<>();
        cards.add(baseCard(base.name()));
        for (TaskAliases aliases : tasks.values()) {
            cards.add(stableCard(aliases));
            aliases.wanted().candidate().ifPresent(model -> cards.add(candidateCard(aliases, model)));
        }
        return cards;
    }

    ModelCard card(String model) {
        return switch (parse(model)) {
            case ModelName.Base _ -> baseCard(base.name());
            case ModelName.Stable named -> stableCard(aliases(model, named.task()));
            case ModelName.Candidate named -> {
                TaskAliases aliases = aliases(model, named.task());
                yield candidateCard(aliases, aliases.wanted().candidate().orElseThrow(() -> unknown(model)));
            }
            case ModelName.ByDigest named -> digestCard(model, named.digest());
        };
    }

    private ModelCard baseCard(String name) {
        return new ModelCard(
                name, base.digest(), Optional.empty(), Optional.empty(), Readiness.READY, Optional.empty(), 0);
    }

    private ModelCard digestCard(String model, Digest digest) {
        if (digest.equals(base.digest())) {
            return baseCard(model);
        }
        if (residency.state(digest) instanceof AdapterState.Unknown) {
            throw unknown(model);
        }
        return adapterCard(model, new ServedModel(base.digest(), Optional.empty()), Optional.of(digest), 0);
    }

    private ModelCard stableCard(TaskAliases aliases) {
        String name = ModelName.stable(aliases.task());
        ServedModel wanted = aliases.wanted().stable();
        ModelCard card = adapterCard(
                name, wanted, wanted.adapterDigest(), aliases.wanted().revision());
        return aliases.stable()
                .map(serving -> new ModelCard(
                        name,
                        base.digest(),
                        serving.model().adapterDigest(),
                        schema(serving.model()),
                        Readiness.READY,
                        card.refusal(),
                        serving.revision()))
                .orElse(card);
    }

    private ModelCard candidateCard(TaskAliases aliases, ServedModel wanted) {
        String name = ModelName.candidate(aliases.task());
        return adapterCard(
                name, wanted, wanted.adapterDigest(), aliases.wanted().revision());
    }

    private ModelCard adapterCard(String name, ServedModel wanted, Optional<Digest> adapter, long revision) {
        if (!wanted.base().equals(base.digest())) {
            return new ModelCard(
                    name,
                    wanted.base(),
                    adapter,
                    schema(wanted),
                    Readiness.REFUSED,
                    Optional.of(
                            RefusalReason.OTHER_BASE + ": " + base.identity().refusalOf(wanted.base())),
                    revision);
        }
        AdapterState state = adapter.map(residency::state).orElse(new AdapterState.Resident());
        return switch (state) {
            case AdapterState.Resident _ ->
                new ModelCard(
                        name, base.digest(), adapter, schema(wanted), Readiness.READY, Optional.empty(), revision);
            case AdapterState.Refused refused ->
                new ModelCard(
                        name,
                        base.digest(),
                        adapter,
                        schema(wanted),
                        Readiness.REFUSED,
                        Optional.of(refused.reason() + ": " + refused.message()),
                        revision);
            case AdapterState.Loading _, AdapterState.Unknown _ ->
                new ModelCard(
                        name, base.digest(), adapter, schema(wanted), Readiness.LOADING, Optional.empty(), revision);
        };
    }
}
