package dev.whetstone.system.kill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whetstone.contracts.EventJson;
import org.junit.jupiter.api.Test;

import java.io.IOException;

class LoopStateTest {

    private static final String UPLOADED = "'datasets': [{'number': 1}]";
    private static final String GATE =
            "{'kind': 'gate', 'state': 'running', 'progress': {'planned': 80, 'finished': 20}}";
    private static final String DECIDED = "'decisions': [{'outcome': 'JUSTIFIED'}]";
    private static final String CANDIDATE =
            "{'kind': 'candidate', 'state': 'running', 'progress': {'planned': 40, 'finished': 10}}";

    @Test
    void progressRisesFromStepToStep() {
        LoopState[] states = {
            state("'task': 'x'"),
            state(UPLOADED),
            state(UPLOADED, "'evaluations': [" + GATE + "]"),
            state(UPLOADED, "'evaluations': [" + GATE + "]", DECIDED),
            state(UPLOADED, DECIDED, job("RUNNING", 10)),
            state(UPLOADED, DECIDED, job("RUNNING", 90)),
            state(UPLOADED, DECIDED, job("SUCCEEDED", 100)),
            state(UPLOADED, DECIDED, job("SUCCEEDED", 100), "'evaluations': [" + CANDIDATE + "," + GATE + "]"),
            state(UPLOADED, DECIDED, job("SUCCEEDED", 100), "'verdicts': [{'verdict': 'promoted'}]")
        };

        assertThat(states).extracting(LoopState::progress).isSorted().doesNotHaveDuplicates();
        assertThat(states).allSatisfy(state -> assertThat(state.failure()).isEmpty());
        assertThat(states[0].progress()).isZero();
        assertThat(states[2].phase()).isEqualTo("gate evaluation, 20 of 80");
        assertThat(states[4].phase()).isEqualTo("training, step 10 of 100");
        assertThat(states[7].phase()).isEqualTo("candidate evaluation, 10 of 40");
        assertThat(states[8].verdict()).contains("PROMOTED");
        assertThat(states[8].progress()).isEqualTo(1);
    }

    @Test
    void aLoopThatCannotReachAVerdictSaysWhy() {
        assertThat(state(UPLOADED, "'decisions': [{'outcome': 'PROMPT_SUFFICES', 'reason': 'a prompt is enough'}]")
                        .failure())
                .contains("tuning is not justified: a prompt is enough");
        assertThat(state(DECIDED, "'jobs': [{'status': 'FAILED', 'message': 'diverged'}]")
                        .failure())
                .contains("the job is FAILED: diverged");
        assertThat(state("'evaluations': [{'kind': 'gate', 'state': 'failed', 'problem': 'no gateway'}]")
                        .failure())
                .contains("gate evaluation failed: no gateway");
    }

    private static String job(String status, int step) {
        return "'jobs': [{'status': '" + status + "', 'runs': [{'step': " + step + ", 'steps': 100}]}]";
    }

    private static LoopState state(String... parts) {
        try {
            String json = "{" + String.join(",", parts) + "}";
            return LoopState.of(EventJson.mapper().readTree(json.replace('\'', '"')));
        } catch (IOException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
