package dev.whetstone.engine.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SplittableRandom;

class BlockPoolTest {

    private static final BlockDigest ROOT = BlockDigest.root("base", "");

    private final BlockPool pool = new BlockPool(3);

    @Test
    void everyBlockIsTakenOnceAndThenNoneIsLeft() {
        assertThat(List.of(take(), take(), take())).containsExactlyInAnyOrder(0, 1, 2);
        assertThat(pool.take()).isEmpty();
        assertThat(pool.counts()).isEqualTo(new BlockCounts(0, 3, 0, 0));
    }

    @Test
    void aBlockThatTwoHoldIsFreeWhenBothHaveLetGo() {
        int block = take();
        pool.share(block);
        pool.release(block);
        assertThat(pool.isHeld(block)).isTrue();
        pool.release(block);

        assertThat(pool.counts()).isEqualTo(new BlockCounts(3, 0, 0, 0));
        assertThatThrownBy(() -> pool.release(block)).hasMessageContaining("held by nobody");
    }

    @Test
    void aNamedBlockIsFoundAfterItsRequestHasEndedUntilItsPlaceIsNeeded() {
        int block = take();
        pool.name(block, name(1));
        pool.release(block);

        assertThat(pool.counts()).isEqualTo(new BlockCounts(2, 0, 1, 0));
        assertThat(pool.find(name(1))).hasValue(block);
        take();
        take();
        assertThat(pool.find(name(1))).as("free blocks go first").hasValue(block);
        assertThat(take()).isEqualTo(block);
        assertThat(pool.find(name(1))).isEmpty();
        assertThat(pool.counts().evicted()).isEqualTo(1);
    }

    @Test
    void theBlockThatWasOfNoUseForLongestIsGivenUpFirst() {
        int first = named(1);
        int second = named(2);
        int third = named(3);
        pool.share(first); // used again
        pool.release(first);

        assertThat(List.of(take(), take(), take())).containsExactly(second, third, first);
    }

    @Test
    void aBlockInUseIsNeverGivenUp() {
        int held = named(1);
        pool.share(held);
        named(2);
        named(3);

        assertThat(List.of(take(), take())).doesNotContain(held);
        assertThat(pool.take()).isEmpty();
        assertThat(pool.find(name(1))).hasValue(held);
    }

    @Test
    void ofTwoBlocksThatHoldTheSameTheFirstIsFoundAndTheSecondIsFreeAtOnce() {
        int first = take();
        int second = take();
        pool.name(first, name(1));
        pool.name(second, name(1));
        pool.release(first);
        pool.release(second);

        assertThat(pool.find(name(1))).hasValue(first);
        assertThat(pool.counts()).isEqualTo(new BlockCounts(2, 0, 1, 0));
    }

    @Test
    void aForgottenBlockIsNotFoundWhetherItIsHeldOrCached() {
        int held = take();
        pool.name(held, name(1));
        int cached = named(2);
        pool.forget(held);
        pool.forget(cached);

        assertThat(pool.find(name(1))).isEmpty();
        assertThat(pool.find(name(2))).isEmpty();
        assertThat(pool.counts()).isEqualTo(new BlockCounts(2, 1, 0, 0));
    }

    @Test
    void aNameStandsForBaseAdapterAndAllTokensFromTheBeginning() {
        int[] tokens = {1, 2, 3, 4};
        BlockDigest second = ROOT.next(tokens, 0, 2).next(tokens, 2, 2);

        assertThat(second)
                .isEqualTo(BlockDigest.root("base", "").next(tokens, 0, 2).next(tokens, 2, 2));
        assertThat(second).isNotEqualTo(ROOT.next(new int[] {1, 9}, 0, 2).next(tokens, 2, 2));
        assertThat(second).isNotEqualTo(ROOT.next(tokens, 2, 2));
        assertThat(BlockDigest.root("base", "a").next(tokens, 0, 2))
                .isNotEqualTo(BlockDigest.root("base", "b").next(tokens, 0, 2))
                .isNotEqualTo(BlockDigest.root("other", "a").next(tokens, 0, 2));
    }

    /** Against a plain account of who holds what. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void whateverIsTakenSharedNamedAndLetGoTheAccountIsRight(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        BlockPool some = new BlockPool(12);
        List<Integer> held = new ArrayList<>(); // a block as often as it is held
        Map<Integer, Integer> names = new HashMap<>(); // by block
        for (int i = 0; i < 5_000; i++) {
            switch (random.nextInt(5)) {
                case 0, 1 ->
                    some.take().ifPresent(block -> {
                        assertThat(held).doesNotContain(block);
                        names.remove(block);
                        held.add(block);
                    });
                case 2 -> {
                    OptionalInt found = some.find(name(random.nextInt(30)));
                    found.ifPresent(block -> {
                        some.share(block);
                        held.add(block);
                    });
                }
                case 3 -> {
                    if (!held.isEmpty()) {
                        int block = held.get(random.nextInt(held.size()));
                        int number = random.nextInt(30);
                        if (!names.containsKey(block) && !names.containsValue(number)) {
                            some.name(block, name(number));
                            names.put(block, number);
                        }
                    }
                }
                default -> {
                    if (!held.isEmpty()) {
                        some.release(held.remove(random.nextInt(held.size())));
                    }
                }
            }
            BlockCounts counts = some.counts();
            assertThat(counts.all()).isEqualTo(12);
            assertThat(counts.used()).isEqualTo((int) held.stream().distinct().count());
            names.forEach((block, number) -> assertThat(some.find(name(number))).hasValue(block));
        }
        assertThat(some.counts().evicted()).isPositive();
    }

    private int take() {
        return pool.take().orElseThrow();
    }

    private int named(int number) {
        int block = take();
        pool.name(block, name(number));
        pool.release(block);
        return block;
    }

    private static BlockDigest name(int number) {
        return ROOT.next(new int[] {number}, 0, 1);
    }
}
