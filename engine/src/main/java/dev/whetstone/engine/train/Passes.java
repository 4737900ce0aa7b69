package dev.whetstone.engine.train;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;

/**
 * Splits what is read together into passes of about as many tokens each, a whole number of passes for every worker where there is enough to
 * split: the longest go first, each into the pass that has least so far (Graham 1969). The split follows from the lengths alone.
 */
final class Passes {

    /** Enough for matrix products to run at full speed, and little enough to bound memory. */
    static final int TOKENS_AT_ONCE = 768;

    private Passes() {}

    /** The same without a choice of order: each pass has neighbours. */
    static <T> List<List<T>> inOrder(List<T> all, ToIntFunction<T> tokensOf) {
        List<List<T>> passes = new ArrayList<>();
        int tokens = 0;
        for (T one : all) {
            int more = tokensOf.applyAsInt(one);
            if (passes.isEmpty() || tokens + more > TOKENS_AT_ONCE) {
                passes.add(new ArrayList<>());
                tokens = 0;
            }
            passes.getLast().add(one);
            tokens += more;
        }
        return passes;
    }

    /**
     * Indices into what is split, each once and in rising order within a pass; no pass is empty. What alone has more than {@link #TOKENS_AT_ONCE} gets
     * a pass of its own.
     */
    static <T> List<List<Integer>> of(List<T> all, ToIntFunction<T> tokensOf, int workers) {
        int[] tokens = all.stream().mapToInt(tokensOf).toArray();
        int longest = IntStream.of(tokens).max().orElse(0);
        int atOnce = Math.max(longest, TOKENS_AT_ONCE);
        int least = Math.ceilDiv(IntStream.of(tokens).sum(), atOnce);
        for (int passes = Math.max(1, Math.ceilDiv(least, workers)) * workers; passes < all.size(); passes += workers) {
            List<Pass> split = split(tokens, passes);
            if (split.stream().allMatch(pass -> pass.tokens <= atOnce)) {
                return indices(split);
            }
        }
        return IntStream.range(0, all.size()).mapToObj(List::of).toList();
    }

    private static List<Pass> split(int[] tokens, int count) {
        List<Pass> passes = IntStream.range(0, count).mapToObj(_ -> new Pass()).toList();
        IntStream.range(0, tokens.length)
                .boxed()
                .sorted(Comparator.comparing((Integer index) -> tokens[index]).reversed())
                .forEach(index -> passes.stream()
                        .min(Comparator.comparingInt(pass -> pass.tokens))
                        .orElseThrow()
                        .add(index, tokens[index]));
        return passes;
    }

    private static List<List<Integer>> indices(List<Pass> passes) {
        return passes.stream()
                .map(pass -> pass.indices.stream().sorted().toList())
                .toList();
    }

    private static final class Pass {
        private final List<Integer> indices = new ArrayList<>();
        private int tokens;

        private void add(int index, int more) {
            indices.add(index);
            tokens += more;
        }
    }
}
