package dev.whetstone.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whetstone.contracts.dataset.DatasetVersionPublished;
import dev.whetstone.contracts.evaluation.TuningDecided;
import dev.whetstone.contracts.evaluation.TuningDecision;
import dev.whetstone.contracts.serving.ServedModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

class ValuesTest {

    /** FIPS 180-2, appendix B.1. */
    private static final String ABC = "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @Test
    void aDigestIsSha256OfTheContent() {
        Digest digest = Digest.of("abc".getBytes(StandardCharsets.UTF_8));

        assertThat(digest.value()).isEqualTo(ABC);
        assertThat(digest.brief()).isEqualTo("ba7816bf8f01");
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "sha256:",
                "ba7816bf",
                "md5:00",
                "sha256:BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD"
            })
    void whatIsNoDigestIsRefused(String text) {
        assertThatThrownBy(() -> new Digest(text)).hasMessageContaining("'" + text + "'");
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "-a", "a-", "A", "a b", "ä", "a/b", "a.b", "../a"})
    void whatIsNoTaskNameIsRefused(String text) {
        assertThatThrownBy(() -> new TaskName(text))
                .hasMessageContaining("task")
                .hasMessageContaining("'" + text + "'");
    }

    @Test
    void aTaskNameMayHave63Characters() {
        assertThat(new TaskName("a".repeat(63)).value()).hasSize(63);
        assertThatThrownBy(() -> new TaskName("a".repeat(64))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anArtifactOfNegativeSizeIsRefused() {
        assertThatThrownBy(() -> new ArtifactRef(URI.create("artifact:/x"), new Digest(ABC), -1))
                .hasMessage("size: expected at least 0, but got -1");
    }

    @Test
    void aPublishedVersionHasAllFourSplitsInOrder() {
        ArtifactRef report = new ArtifactRef(URI.create("artifact:/x"), new Digest(ABC), 1);

        assertThatThrownBy(() -> new DatasetVersionPublished(new TaskName("a"), new Digest(ABC), 1, List.of(), report))
                .hasMessageContaining("splits: expected train, validation, test, regression, but got []");
    }

    @Test
    void onlyAJustifiedDecisionNamesCriteria() {
        ArtifactRef report = new ArtifactRef(URI.create("artifact:/x"), new Digest(ABC), 1);
        Digest digest = new Digest(ABC);

        assertThatThrownBy(() -> new TuningDecided(
                        new TaskName("a"),
                        new UUID(0, 1),
                        digest,
                        digest,
                        digest,
                        TuningDecision.PROMPT_SUFFICES,
                        List.of("complete"),
                        "why",
                        report))
                .hasMessageContaining("justified");
    }

    @Test
    void aServedModelsSchemaIsTextOfABoundedLength() {
        Digest base = new Digest(ABC);

        assertThatThrownBy(() -> new ServedModel(base, Optional.empty(), Optional.of(" ")))
                .hasMessageContaining("outputSchema");
        assertThatThrownBy(() -> new ServedModel(
                        base, Optional.empty(), Optional.of("x".repeat(ServedModel.LONGEST_SCHEMA + 1))))
                .hasMessage("outputSchema: expected at most 65536 characters, but got 65537");
    }
}
