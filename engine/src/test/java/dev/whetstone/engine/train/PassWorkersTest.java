package dev.whetstone.engine.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whetstone.engine.torch.Native;
import org.bytedeco.pytorch.GradMode;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

class PassWorkersTest extends OnTinyModel {

    @Test
    void resultsComeInTheOrderOfThePassesAndEachWorkerHasItsOwn() {
        try (PassWorkers workers = PassWorkers.of(3)) {
            List<String> results = workers.run(7, (worker, index) -> index + " by " + worker);

            assertThat(results).containsExactly("0 by 0", "1 by 1", "2 by 2", "3 by 0", "4 by 1", "5 by 2", "6 by 0");
        }
    }

    @Test
    void passesRunAtTheSameTimeEachWithOneThreadForItsOperators() {
        CyclicBarrier meeting = new CyclicBarrier(2);
        try (PassWorkers workers = PassWorkers.of(2)) {
            List<Integer> threads = workers.run(2, (_, _) -> {
                meet(meeting);
                return torch.get_num_threads();
            });

            assertThat(threads).containsExactly(1, 1);
        }
    }

    @Test
    void aSinglePassHasTheCallerAndAllItsThreads() {
        Native.bindThread();
        Thread caller = Thread.currentThread();
        try (PassWorkers workers = PassWorkers.of(2)) {
            List<Integer> threads = workers.run(1, (_, _) -> {
                assertThat(Thread.currentThread()).isSameAs(caller);
                return torch.get_num_threads();
            });

            assertThat(threads).containsExactly(Native.threads());
        }
    }

    @Test
    void automaticGradientsAreOffInEveryPass() {
        try (PassWorkers workers = PassWorkers.of(2)) {
            assertThat(workers.run(4, (_, _) -> GradMode.is_enabled())).containsOnly(false);
        }
    }

    @Test
    void whatAPassThrowsIsThrownWhenAllHaveEnded() {
        AtomicInteger ended = new AtomicInteger();
        try (PassWorkers workers = PassWorkers.of(2)) {
            assertThatThrownBy(() -> workers.run(4, (_, index) -> {
                        if (index == 0) {
                            throw new IllegalStateException("pass 0 has failed");
                        }
                        return ended.incrementAndGet();
                    }))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("pass 0 has failed");
            assertThat(ended).as("passes of the other worker").hasValue(2);
            assertThat(workers.run(2, (_, index) -> index)).as("afterwards").containsExactly(0, 1);
        }
    }

    private static void meet(CyclicBarrier meeting) {
        try {
            meeting.await(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("the other pass did not run", e);
        }
    }
}
