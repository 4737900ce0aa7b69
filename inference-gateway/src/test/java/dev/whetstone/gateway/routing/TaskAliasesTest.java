package dev.whetstone.gateway.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whetstone.contracts.ArtifactRef;
import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.TaskName;
import dev.whetstone.contracts.serving.RefusalReason;
import dev.whetstone.contracts.serving.ServedModel;
import dev.whetstone.contracts.serving.ServingChanged;
import dev.whetstone.gateway.model.AdapterState;
import dev.whetstone.gateway.routing.TaskAliases.Moved;
import org.junit.jupiter.api.Test;

import java.net.URI;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class TaskAliasesTest {

    private static final Digest BASE = Digest.of(new byte[] {0});
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final AdapterState RESIDENT = new AdapterState.Resident();
    private static final AdapterState REFUSED = new AdapterState.Refused(RefusalReason.NO_EFFECT, "no effect");

    private final Map<Digest, AdapterState> states = new HashMap<>();

    private static Digest digest(int number) {
        return Digest.of(new byte[] {(byte) number});
    }

    private static ServedModel model(int number) {
        return new ServedModel(BASE, Optional.of(new ArtifactRef(URI.create("artifact:/x"), digest(number), 1)));
    }

    private static ServingChanged change(long revision, ServedModel stable, Optional<ServedModel> candidate) {
        return new ServingChanged(new TaskName("t"), revision, stable, candidate, Optional.empty(), 1, "test");
    }

    private List<Moved> settle(TaskAliases aliases) {
        return aliases.settle(BASE, digest -> states.getOrDefault(digest, new AdapterState.Loading()));
    }

    @Test
    void stableMovesOnlyWhenItsAdapterIsResident() {
        TaskAliases aliases = new TaskAliases(change(1, model(1), Optional.empty()), NOW);

        assertThat(settle(aliases)).isEmpty();
        assertThat(aliases.stable()).isEmpty();
        states.put(digest(1), RESIDENT);
        assertThat(settle(aliases)).containsExactly(new Moved("stable", digest(1)));
        assertThat(settle(aliases)).isEmpty();
    }

    @Test
    void stableGoesOnWithTheLastGoodOneWhileTheNextLoadsOrIsRefused() {
        states.put(digest(1), RESIDENT);
        TaskAliases aliases = new TaskAliases(change(1, model(1), Optional.empty()), NOW);
        settle(aliases);

        aliases.apply(change(2, model(2), Optional.empty()), NOW);
        settle(aliases);
        assertThat(aliases.stable().orElseThrow().model()).isEqualTo(model(1));
        assertThat(aliases.stable().orElseThrow().revision()).isEqualTo(1);
        assertThat(aliases.needed()).contains(model(1), model(2));

        states.put(digest(2), REFUSED);
        settle(aliases);
        assertThat(aliases.stable().orElseThrow().model()).isEqualTo(model(1));
        assertThat(aliases.refusalIsNews(digest(2))).isTrue();
        assertThat(aliases.refusalIsNews(digest(2))).isFalse();
    }

    @Test
    void aRevisionThatIsNotHigherIsIgnored() {
        TaskAliases aliases = new TaskAliases(change(5, model(1), Optional.empty()), NOW);

        assertThat(aliases.apply(change(4, model(2), Optional.empty()), NOW)).isFalse();
        assertThat(aliases.apply(change(5, model(2), Optional.empty()), NOW)).isFalse();
        assertThat(aliases.wanted().stable()).isEqualTo(model(1));
    }

    @Test
    void aCandidateThatIsPromotedIsAnnouncedUnderItsNewAlias() {
        states.put(digest(1), RESIDENT);
        TaskAliases aliases =
                new TaskAliases(change(1, new ServedModel(BASE, Optional.empty()), Optional.of(model(1))), NOW);

        assertThat(settle(aliases)).containsExactly(new Moved("candidate", digest(1)));
        aliases.apply(change(2, model(1), Optional.empty()), NOW);

        assertThat(settle(aliases)).containsExactly(new Moved("stable", digest(1)));
    }

    @Test
    void aModelOverAnotherBaseNeverAnswers() {
        ServedModel foreign = new ServedModel(digest(9), Optional.empty());
        TaskAliases aliases = new TaskAliases(change(1, foreign, Optional.empty()), NOW);

        assertThat(settle(aliases)).isEmpty();
        assertThat(aliases.stable()).isEmpty();
    }
}
