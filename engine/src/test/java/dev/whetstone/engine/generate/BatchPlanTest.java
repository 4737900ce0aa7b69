package dev.whetstone.engine.generate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.SplittableRandom;

/** How the tokens that a step reads of prompts are shared out. */
class BatchPlanTest {

    @Test
    void aPromptAloneHasTheWholeBudget() {
        assertThat(BatchPlan.shares(new int[] {5_000}, 1_024)).containsExactly(1_024);
        assertThat(BatchPlan.shares(new int[] {100}, 1_024)).containsExactly(100);
    }

    @Test
    void aShortPromptBehindALongOneIsReadAtOnce() {
        assertThat(BatchPlan.shares(new int[] {5_000, 200}, 1_024)).containsExactly(824, 200);
        assertThat(BatchPlan.shares(new int[] {5_000, 200}, 256)).containsExactly(128, 128);
    }

    @Test
    void promptsThatFitAreReadWhole() {
        assertThat(BatchPlan.shares(new int[] {300, 300, 300}, 1_024)).containsExactly(300, 300, 300);
    }

    @Test
    void manyPromptsAreNotReadInCrumbs() {
        int[] waiting = new int[32];
        Arrays.fill(waiting, 200);

        int[] shares = BatchPlan.shares(waiting, 1_024);

        assertThat(Arrays.stream(shares).sum()).isEqualTo(1_024);
        assertThat(Arrays.stream(shares).filter(share -> share > 0 && share < 64))
                .hasSizeLessThan(2);
    }

    @Test
    void theBudgetIsUsedUpButNeverOverdrawnAndTheFirstPromptGoesOn() {
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < 2_000; i++) {
            int[] waiting = random.ints(1 + random.nextInt(9), 1, 3_000).toArray();
            int budget = 1 + random.nextInt(1_024);

            int[] shares = BatchPlan.shares(waiting, budget);

            assertThat(Arrays.stream(shares).sum())
                    .isEqualTo(Math.min(budget, Arrays.stream(waiting).sum()));
            assertThat(shares[0]).isPositive();
            for (int at = 0; at < shares.length; at++) {
                assertThat(shares[at]).isBetween(0, waiting[at]);
            }
        }
    }
}
