package dev.whetstone.system.kill;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

class KillPlanTest {

    private static final List<Victim> LIVING = Stream.of("kafka", "postgres", "dataset-service", "eval-service")
            .map(name -> new Victim(name, ProcessHandle.current()))
            .toList();

    @Test
    void aSeedGivesTheSamePlanAgain() {
        assertThat(new KillPlan(7, 20).moments())
                .isEqualTo(new KillPlan(7, 20).moments())
                .isNotEqualTo(new KillPlan(8, 20).moments());
        assertThat(names(new KillPlan(7, 20))).isEqualTo(names(new KillPlan(7, 20)));
    }

    @Test
    void everyMomentLiesBeforeTheVerdict() {
        assertThat(new KillPlan(7, 200).moments())
                .hasSize(200)
                .isSorted()
                .allSatisfy(moment -> assertThat(moment).isBetween(0.0, 0.97));
    }

    @Test
    void aBlowIsDueWhenTheLoopHasComeSoFar() {
        KillPlan plan = new KillPlan(7, 2);
        double first = plan.moments().getFirst();

        assertThat(plan.due(first - 0.001)).isFalse();
        assertThat(plan.due(first)).isTrue();
        plan.next(LIVING);
        assertThat(plan.due(first)).isFalse();
        plan.next(LIVING);
        assertThat(plan.due(1)).isFalse();
    }

    @Test
    void nobodyIsKilledTwiceBeforeEverybodyElseWas() {
        List<String> names = names(new KillPlan(7, 12));

        for (int i = 0; i < names.size(); i += LIVING.size()) {
            assertThat(names.subList(i, i + LIVING.size())).doesNotHaveDuplicates();
        }
    }

    @Test
    void whoCameToLifeLaterIsKilledToo() {
        KillPlan plan = new KillPlan(7, 20);
        Set<String> killed = new HashSet<>();
        IntStream.range(0, 4).forEach(_ -> killed.add(plan.next(LIVING).name()));
        List<Victim> withWorker = Stream.concat(
                        LIVING.stream(), Stream.of(new Victim(LivingStack.WORKER, ProcessHandle.current())))
                .toList();

        assertThat(plan.next(withWorker).name()).isEqualTo(LivingStack.WORKER);
        assertThat(killed).hasSize(4);
    }

    private static List<String> names(KillPlan plan) {
        return IntStream.range(0, plan.left())
                .mapToObj(_ -> plan.next(LIVING).name())
                .toList();
    }
}
