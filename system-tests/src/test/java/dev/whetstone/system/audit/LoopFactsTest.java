package dev.whetstone.system.audit;

import static dev.whetstone.system.audit.Finding.Kind.DOUBLED;
import static dev.whetstone.system.audit.Finding.Kind.LOST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.dataset.DatasetVersionPublished;
import dev.whetstone.contracts.evaluation.AdapterJudged;
import dev.whetstone.contracts.evaluation.EvaluationCompleted;
import dev.whetstone.contracts.evaluation.TuningDecided;
import dev.whetstone.contracts.training.TrainingQueued;
import dev.whetstone.contracts.training.TrainingSucceeded;
import dev.whetstone.system.audit.LoopFacts.Step;
import org.junit.jupiter.api.Test;

import java.util.Optional;

class LoopFactsTest {

    private final DatasetVersionPublished version = Golden.event(DatasetVersionPublished.class);
    private final EvaluationCompleted gate = Golden.event(EvaluationCompleted.class);
    private final TrainingSucceeded trained = Golden.event(TrainingSucceeded.class);
    private final Telling telling = Telling.of(
            version,
            gate,
            Golden.event(TuningDecided.class),
            Golden.event(TrainingQueued.class),
            trained,
            of(trained.adapter().digest()),
            Golden.event(AdapterJudged.class));

    @Test
    void nothingIsFoundWhereEachStepHappensOnce() {
        assertThat(facts().findings()).isEmpty();
        assertThat(facts().count(Step.ADAPTER_JUDGED)).isEqualTo(1);
    }

    @Test
    void aRecordThatIsRepeatedIsOneStep() {
        telling.records.addAll(telling.records);

        assertThat(facts().findings()).isEmpty();
    }

    @Test
    void aSecondJobIsADouble() {
        telling.tell(Golden.event(TrainingQueued.class));

        assertThat(facts().findings()).singleElement().satisfies(finding -> {
            assertThat(finding.kind()).isEqualTo(DOUBLED);
            assertThat(finding.text()).contains("JOB_QUEUED").contains("there are 2");
        });
    }

    @Test
    void aMissingVerdictIsALoss() {
        telling.records.removeLast();

        assertThat(facts().findings()).singleElement().satisfies(finding -> {
            assertThat(finding.kind()).isEqualTo(LOST);
            assertThat(finding.text()).contains("ADAPTER_JUDGED");
        });
    }

    @Test
    void whatHappensToOtherVersionsIsNotCounted() {
        assertThat(LoopFacts.of(telling.records, new Digest("sha256:" + "0".repeat(64)))
                        .findings())
                .hasSize(Step.values().length);
    }

    private EvaluationCompleted of(Digest adapter) {
        return new EvaluationCompleted(
                gate.task(),
                gate.evaluation(),
                gate.eval(),
                gate.dataset(),
                gate.base(),
                Optional.of(adapter),
                gate.scores(),
                gate.report());
    }

    private LoopFacts facts() {
        return LoopFacts.of(telling.records, version.version());
    }
}
