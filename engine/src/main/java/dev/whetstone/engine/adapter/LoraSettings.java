package dev.whetstone.engine.adapter;

import static dev.whetstone.engine.adapter.Setting.require;

import com.fasterxml.jackson.annotation.JsonInclude;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;

/**
 * How an adapter is built, as PEFT's {@code LoraConfig} says it. What later versions added is left out of JSON where it is off.
 *
 * @param rank width of the bottleneck, of modules that no pattern names
 * @param alpha the update is scaled by alpha / rank, or alpha / √rank; of modules that no pattern names
 * @param dropout share of the adapter's input that is dropped while training, in [0, 1)
 * @param targets modules that get an adapter
 * @param rankPattern other ranks by the end of a module's path, a regular expression; the first that matches counts
 * @param alphaPattern other alphas, likewise
 * @param rslora whether the scale is alpha / √rank (Kalajdzievski 2023), which keeps large ranks learning
 * @param dora whether the length of each row of the adapted matrix is learned beside its direction (Liu et al. 2024); such an adapter
 *     scales the base's own output and cannot share a batch with others
 */
public record LoraSettings(
        int rank,
        double alpha,
        double dropout,
        TargetModules targets,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, Integer> rankPattern,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, Double> alphaPattern,

        @JsonInclude(value = JsonInclude.Include.CUSTOM, valueFilter = Off.class)
        Boolean rslora,

        @JsonInclude(value = JsonInclude.Include.CUSTOM, valueFilter = Off.class)
        Boolean dora) {

    static final int LARGEST_RANK = 4096;

    public LoraSettings {
        rankPattern = rankPattern == null ? Map.of() : rankPattern; // JSON from when there was none, likewise below
        alphaPattern = alphaPattern == null ? Map.of() : alphaPattern;
        rslora = rslora != null && rslora;
        dora = dora != null && dora;
        rankPattern = checked("rankPattern", rankPattern, LoraSettings::isRank, "a rank between 1 and " + LARGEST_RANK);
        alphaPattern = checked("alphaPattern", alphaPattern, LoraSettings::isAlpha, "a positive alpha");
        require(isRank(rank), "rank", rank, "between 1 and " + LARGEST_RANK);
        require(isAlpha(alpha), "alpha", alpha, "positive");
        require(dropout >= 0 && dropout <= 1, "dropout", dropout, "at least 0 and at most 1");
    }

    /** The same rank and scale alpha / rank everywhere. */
    public LoraSettings(int rank, double alpha, double dropout, TargetModules targets) {
        this(rank, alpha, dropout, targets, Map.of(), Map.of(), false);
    }

    /** LoRA: every row of a matrix as long as it gets. */
    public LoraSettings(
            int rank,
            double alpha,
            double dropout,
            TargetModules targets,
            Map<String, Integer> rankPattern,
            Map<String, Double> alphaPattern,
            boolean rslora) {
        this(rank, alpha, dropout, targets, rankPattern, alphaPattern, rslora, false);
    }

    /** The same with lengths of rows that are learned. */
    public LoraSettings withDora() {
        return new LoraSettings(rank, alpha, dropout, targets, rankPattern, alphaPattern, rslora, true);
    }

    /** What B·A is multiplied by in a module of this rank and alpha. */
    double scale(int ofRank, double ofAlpha) {
        return rslora ? ofAlpha / Math.sqrt(ofRank) : ofAlpha / ofRank;
    }

    private static boolean isRank(Integer rank) {
        return rank != null && rank >= 1 && rank <= LARGEST_RANK;
    }

    private static boolean isAlpha(Double alpha) {
        return alpha != null && alpha > 0 && Double.isFinite(alpha);
    }

    /** A copy in the same order: the first key that matches a module counts. */
    private static <N> Map<String, N> checked(String field, Map<String, N> pattern, Predicate<N> holds, String what) {
        pattern.forEach((key, value) -> {
            require(holds.test(value), field + "." + key, value, what);
            try {
                PathPattern.ofEnd(key);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(field + " has the key " + key + ": " + e.getMessage(), e);
            }
        });
        return Collections.unmodifiableMap(new LinkedHashMap<>(pattern));
    }

    /** What is left out of JSON. */
    static final class Off {

        @Override
        public boolean equals(Object flag) {
            return Boolean.FALSE.equals(flag);
        }

        @Override
        public int hashCode() {
            return Boolean.hashCode(false);
        }
    }
}
