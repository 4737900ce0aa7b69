package dev.whetstone.evaluation.decide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whetstone.contracts.evaluation.Verdict;
import dev.whetstone.evaluation.suite.Arm;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleSupplier;
import java.util.stream.IntStream;

/** How often the rules err, and how often they see what is there. Seeds are fixed; docs/decision-rules.md quotes what is printed. */
class SimulatedErrorRatesTest {

    private static final int TRIALS = 1_000;
    /** Three standard errors of a rate of 5 % above it. */
    private static final double AT_MOST = 0.05 + 3 * Math.sqrt(0.05 * 0.95 / TRIALS);

    private final Randomness random = Randomness.fixed(1);

    @Test
    void theGateJustifiesFalselyAtMostAsOftenAsItMay() {
        double worst = 0;
        for (int items : new int[] {30, 100}) {
            for (int repeats : new int[] {1, 3}) {
                for (int criteria : new int[] {1, 3}) {
                    for (int runs : new int[] {1, 4}) {
                        double rate =
                                share(TRIALS, () -> justified(items, repeats, criteria, runs, repeats > 1 ? 0.5 : 0));
                        print("false justified", items, repeats, rate, "criteria " + criteria + ", runs " + runs);
                        assertThat(rate).isLessThanOrEqualTo(runs == 4 ? 0.005 : AT_MOST);
                        worst = Math.max(worst, rate);
                    }
                }
            }
        }
        assertThat(worst).as("the simulation does see errors").isPositive();
    }

    private boolean justified(int items, int repeats, int criteria, int runs, double spread) {
        List<Double> ps = new ArrayList<>();
        for (int criterion = 0; criterion < criteria; criterion++) {
            double p = 0;
            for (int run = 0; run < runs; run++) {
                p = Math.max(p, rate(items, 0.9, repeats, spread).pBelow(0.9));
            }
            ps.add(p);
        }
        return Holm.rejected(ps, Rate.ALPHA).contains(true);
    }

    @Test
    void theGateSeesGapsAsOftenAsPublished() {
        int[][] published = {{30, 15, 70, 96}, {50, 30, 93, 100}, {100, 76, 100, 100}};
        for (int[] row : published) {
            for (int gap = 1; gap <= 3; gap++) {
                double below = 0.9 - 0.1 * gap;
                double power = share(
                        TRIALS,
                        () -> rate(row[0], below, 1, 0).pBelow(0.9) <= Rate.ALPHA
                                && rate(row[0], below, 1, 0).pBelow(0.9) <= Rate.ALPHA);
                print("power of justified", row[0], 1, power, "gap " + gap + "0 points, two runs");
                assertThat(power).isBetween(row[gap] / 100.0 - 0.05, row[gap] / 100.0 + 0.05);
            }
        }
    }

    @Test
    void anEqualCandidateIsCalledBetterAtMostAsOftenAsItMay() {
        for (int items : new int[] {30, 100}) {
            for (int repeats : new int[] {1, 3}) {
                for (double mean : new double[] {0.3, 0.7}) {
                    double rate = share(TRIALS, () -> pBetter(items, repeats, mean, 0) <= Rate.ALPHA);
                    print("false better", items, repeats, rate, "from " + mean);
                    assertThat(rate).isLessThanOrEqualTo(AT_MOST);
                }
            }
        }
    }

    @Test
    void aBetterCandidateIsSeenAsOftenAsPublished() {
        double[][] published = {{30, 1, 0.43}, {30, 3, 0.91}, {100, 1, 0.95}, {100, 3, 1.00}};
        for (double[] row : published) {
            double power = share(TRIALS, () -> pBetter((int) row[0], (int) row[1], 0.3, 0.25) <= Rate.ALPHA);
            print("power of better, +20 points", (int) row[0], (int) row[1], power, "from 0.3");
            assertThat(power).isBetween(row[2] - 0.06, row[2] + 0.06);
        }
    }

    /** Both draw from the same item rates; the candidate's are raised on four items of five. */
    private double pBetter(int items, int repeats, double mean, double raised) {
        DoubleSupplier rates = random.itemRates(mean, 0.5);
        List<Integer> differences = IntStream.range(0, items)
                .mapToObj(_ -> {
                    double rate = rates.getAsDouble();
                    double candidate = Math.min(1, rate + (random.chance(0.8) ? raised : 0));
                    return random.passes(repeats, candidate) - random.passes(repeats, rate);
                })
                .toList();
        return SignFlip.pLarger(differences);
    }

    @Test
    void aLossOfExactlyTheMarginIsCalledHarmlessAtMostAsOftenAsItMay() {
        int trials = 4_000;
        double[][] settings = {{30, 0.1}, {50, 0.1}, {30, 0.15}};
        for (double[] setting : settings) {
            int items = (int) setting[0];
            double margin = setting[1];
            Map<List<Integer>, Boolean> known = new HashMap<>();
            for (double win : new double[] {0, 0.05, 0.2}) {
                double rate = share(
                        trials,
                        () -> known.computeIfAbsent(
                                changes(items, win, win + margin),
                                counts -> ExactHarm.p(counts.get(0), counts.get(1), items, margin) <= Rate.ALPHA));
                print("false harmless", items, 1, rate, "margin " + margin + ", wins " + win);
                assertThat(rate).isLessThanOrEqualTo(0.05 + 3 * Math.sqrt(0.05 * 0.95 / trials));
            }
        }
    }

    private List<Integer> changes(int items, double win, double loss) {
        int wins = 0;
        int losses = 0;
        for (int i = 0; i < items; i++) {
            double draw = random.between(0.0, 1.0);
            wins += draw < win ? 1 : 0;
            losses += draw >= win && draw < win + loss ? 1 : 0;
        }
        return List.of(wins, losses);
    }

    @Test
    void repeatsWithALossOfTheMarginAreCalledHarmlessRarely() {
        double rate = share(TRIALS, () -> {
            double[] differences = IntStream.range(0, 60)
                    .mapToDouble(_ -> (random.passes(3, 0.7) - random.passes(3, 0.8)) / 3.0)
                    .toArray();
            return Betting.pHarm(differences, 0.1) <= Rate.ALPHA;
        });
        print("false harmless", 60, 3, rate, "margin 0.1, by betting");
        assertThat(rate).isLessThanOrEqualTo(AT_MOST);
    }

    /** The whole verdict, not one test of it: two criteria, four baselines, an adapter that changes nothing. */
    @Test
    void anAdapterThatChangesNothingIsHardlyEverPromotedOrRejected() {
        int trials = 200;
        List<Verdict> verdicts = IntStream.range(0, trials)
                .mapToObj(_ -> Judge.judge(equalCandidate(30)).verdict())
                .toList();
        double promoted = Collections.frequency(verdicts, Verdict.PROMOTED) / (double) trials;
        double rejected = Collections.frequency(verdicts, Verdict.REJECTED) / (double) trials;
        print("equal candidate promoted", 30, 1, promoted, "two criteria, four baselines");
        print("equal candidate rejected", 30, 1, rejected, "two criteria, four baselines");
        assertThat(promoted).isLessThanOrEqualTo(0.05);
        assertThat(rejected).isLessThanOrEqualTo(0.05 + 3 * Math.sqrt(0.05 * 0.95 / trials));
    }

    private Comparison equalCandidate(int items) {
        return new Comparison(
                List.of(Some.required("complete"), Some.required("grounded")),
                Set.of("complete"),
                new ArmScores(Some.run(Arm.ADAPTER, "candidate"), equalScores(items)),
                IntStream.range(0, 4)
                        .mapToObj(i -> new ArmScores(Some.run(Arm.PROMPT_ONLY, "p" + i), equalScores(items)))
                        .toList(),
                List.of(),
                Map.of());
    }

    private SequencedMap<String, Scores> equalScores(int items) {
        SequencedMap<String, Scores> scores = new LinkedHashMap<>();
        scores.put("complete", Randomness.scores(1, random.items(items, 0.3, 1, 0)));
        scores.put("grounded", Randomness.scores(1, random.items(items, 0.9, 1, 0)));
        return scores;
    }

    @Test
    void falseAlarmsAreRareAndRealOnesQuick() {
        double[][] settings = {{0.02, 0.22, 20, 44}, {0.05, 0.25, 30, 62}, {0.10, 0.30, 40, 80}, {0.20, 0.40, 59, 115}};
        for (double[] setting : settings) {
            double[] quiet = IntStream.range(0, 60)
                    .mapToDouble(_ -> outputsToAlarm(Alarm.start(setting[0]), setting[0], 40_000))
                    .toArray();
            double[] noticed = IntStream.range(0, 300)
                    .mapToDouble(_ -> outputsToAlarm(after(300, setting[0]), setting[1], 40_000))
                    .sorted()
                    .toArray();
            double falseAlarm = Arrays.stream(quiet).average().orElseThrow();
            double mean = Arrays.stream(noticed).average().orElseThrow();
            double late = noticed[(int) (0.95 * noticed.length)];
            System.out.printf(
                    "alarm p0 %.2f to %.2f: false after %.0f outputs (mean, cut at 40000); noticed after %.0f, 95 %% after %.0f%n",
                    setting[0], setting[1], falseAlarm, mean, late);
            assertThat(falseAlarm).isGreaterThanOrEqualTo(10_000);
            assertThat(mean).isBetween(setting[2] * 0.85, setting[2] * 1.15);
            assertThat(late).isBetween(setting[3] * 0.8, setting[3] * 1.2);
        }
    }

    private Alarm after(int outputs, double rate) {
        Alarm alarm = Alarm.start(rate);
        for (int i = 0; i < outputs; i++) {
            alarm = alarm.on(random.chance(rate));
        }
        return alarm;
    }

    private int outputsToAlarm(Alarm start, double rate, int most) {
        Alarm alarm = start;
        for (int outputs = 1; outputs < most; outputs++) {
            alarm = alarm.on(random.chance(rate));
            if (alarm.isRaised()) {
                return outputs;
            }
        }
        return most;
    }

    private Rate rate(int items, double mean, int repeats, double spread) {
        return Randomness.rate(repeats, random.items(items, mean, repeats, spread));
    }

    private static double share(int trials, BooleanSupplier trial) {
        return IntStream.range(0, trials).filter(_ -> trial.getAsBoolean()).count() / (double) trials;
    }

    private static void print(String what, int items, int repeats, double rate, String setting) {
        System.out.printf("%s, n %d, k %d, %s: %.1f %%%n", what, items, repeats, setting, 100 * rate);
    }
}
