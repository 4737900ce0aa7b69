package dev.whetstone.engine.train;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

class PassesTest {

    @Test
    void workersHaveAboutAsMuchToDo() {
        assertThat(tokens(List.of(500, 100, 300, 100), 2)).containsExactly(500, 500);
        assertThat(tokens(List.of(285, 285, 285, 285), 2)).containsExactly(570, 570);
    }

    @Test
    void moreThanFitsIsSplitIntoAWholeNumberOfPassesForEveryWorker() {
        assertThat(tokens(Collections.nCopies(8, 400), 2)).hasSize(8).allMatch(pass -> pass == 400);
        assertThat(tokens(Collections.nCopies(9, 250), 2)).hasSize(4).allMatch(pass -> pass <= 750);
    }

    @Test
    void aRowLongerThanAPassIsAloneInIts() {
        assertThat(tokens(List.of(2_000, 10, 10), 2)).containsExactly(2_000, 20);
        assertThat(tokens(List.of(2_000), 2)).containsExactly(2_000);
    }

    @Test
    void oneWorkerHasAsFewPassesAsThereCanBe() {
        assertThat(tokens(List.of(300, 300, 100), 1)).containsExactly(700);
    }

    @Test
    void everythingIsInOnePassAndNoPassIsEmptyOrTooLong() {
        SplittableRandom random = new SplittableRandom(11);
        for (int round = 0; round < 500; round++) {
            int workers = random.nextInt(1, 5);
            List<Integer> rows = IntStream.range(0, random.nextInt(1, 40))
                    .mapToObj(_ -> random.nextInt(1, 1_200))
                    .toList();

            List<List<Integer>> passes = Passes.of(rows, Integer::intValue, workers);

            assertThat(passes.stream().flatMap(List::stream))
                    .containsExactlyInAnyOrderElementsOf(
                            IntStream.range(0, rows.size()).boxed().toList());
            int atOnce = Math.max(Passes.TOKENS_AT_ONCE, Collections.max(rows));
            assertThat(passes).noneMatch(List::isEmpty);
            assertThat(tokens(rows, workers)).allMatch(pass -> pass <= atOnce);
        }
    }

    @Test
    void passesInOrderHaveNeighbours() {
        assertThat(Passes.inOrder(List.of(700, 68, 1, 900, 5), Integer::intValue))
                .containsExactly(List.of(700, 68), List.of(1), List.of(900), List.of(5));
    }

    private static List<Integer> tokens(List<Integer> rows, int workers) {
        return Passes.of(rows, Integer::intValue, workers).stream()
                .map(pass -> pass.stream().mapToInt(rows::get).sum())
                .toList();
    }
}
