package dev.whetstone.evaluation.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whetstone.contracts.Digest;
import dev.whetstone.evaluation.suite.HeldSchema;
import dev.whetstone.evaluation.suite.Message;
import dev.whetstone.evaluation.suite.Sampling;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;
import java.util.Set;

class ResultKeyTest {
    private static final Digest BASE = Digest.of(new byte[] {1});
    private static final List<Message> QUESTION = List.of(new Message("user", "why?"));

    @Test
    void everythingThatShapesAnAnswerIsInItsKey() {
        Planned planned = new Planned(Optional.empty(), QUESTION, Sampling.greedy(10), 0);

        Set<ResultKey> keys = Set.of(
                ResultKey.of(BASE, planned),
                ResultKey.of(Digest.of(new byte[] {2}), planned),
                ResultKey.of(BASE, new Planned(Optional.of(BASE), QUESTION, Sampling.greedy(10), 0)),
                ResultKey.of(
                        BASE,
                        new Planned(Optional.empty(), List.of(new Message("user", "when?")), Sampling.greedy(10), 0)),
                ResultKey.of(BASE, new Planned(Optional.empty(), QUESTION, Sampling.greedy(11), 0)),
                ResultKey.of(BASE, new Planned(Optional.empty(), QUESTION, Sampling.greedy(10), 1)),
                ResultKey.of(
                        BASE,
                        new Planned(
                                Optional.empty(),
                                QUESTION,
                                Sampling.greedy(10),
                                0,
                                Optional.of(new HeldSchema("{\"type\":\"object\"}")))));

        assertThat(keys).hasSize(7);
    }

    @Test
    void numberOfRepeatsIsNotInItSoThatMoreOfThemReuseWhatIsThere() {
        Sampling three = new Sampling(0.7, 1, 0, 1, 10, 3, List.of());
        Sampling five = new Sampling(0.7, 1, 0, 1, 10, 5, List.of());

        assertThat(ResultKey.of(BASE, new Planned(Optional.empty(), QUESTION, three, 2)))
                .isEqualTo(ResultKey.of(BASE, new Planned(Optional.empty(), QUESTION, five, 2)));
    }

    @Test
    void keyIsTheSameForEver() {
        Planned planned = new Planned(Optional.empty(), QUESTION, Sampling.greedy(10), 0);

        assertThat(ResultKey.of(BASE, planned).digest().brief()).isEqualTo("2033ece4c15b");
    }
}
