package dev.whetstone.engine.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/** An objective over a network: losses of lessons, and their gradient. */
record BatchLoss(Objective objective, TrainingNetwork network, PassWorkers workers) {

    /**
     * @param loss mean as the objective takes it
     * @param rewards where the objective prefers something
     */
    record Measured(double loss, Optional<Rewards> rewards) {}

    /** The lessons with what the network, as it is now, makes of their rows: to be asked before it is trained. */
    List<Lesson> referred(List<Lesson> lessons) {
        if (!objective.refersToTheStart()) {
            return lessons;
        }
        List<List<Integer>> passes = Passes.of(lessons, BatchLoss::tokens, workers.count());
        List<double[]> said = workers.run(passes.size(), (_, pass) -> said(lessons, passes.get(pass)));
        List<Lesson> referred = new ArrayList<>(lessons);
        for (int pass = 0; pass < passes.size(); pass++) {
            int at = 0;
            for (int index : passes.get(pass)) {
                Lesson lesson = lessons.get(index);
                int rows = (int) lesson.all().count();
                double[] own = Arrays.copyOfRange(said.get(pass), at, at + rows);
                referred.set(index, lesson.referred(Arrays.stream(own).boxed().toList()));
                at += rows;
            }
        }
        return referred;
    }

    /** Of every row of some lessons. */
    private double[] said(List<Lesson> lessons, List<Integer> indices) {
        return network.logProbabilities(new PackedRows(
                indices.stream().flatMap(index -> lessons.get(index).all()).toList()));
    }

    Measured measure(List<Lesson> lessons) {
        return measured(lessons, (_, pass, _, sum) -> sum.add(pass, network.logProbabilities(rows(pass))));
    }

    /**
     * The loss of a batch; adds its gradient to the adapters'. To be called without automatic gradients.
     *
     * @param dropouts of each pass that the batch is taken in
     */
    Measured gradient(List<Lesson> batch, IntFunction<Dropout> dropouts, GradientShares shares) {
        Measured measured = measured(
                batch,
                (worker, pass, index, sum) -> network.gradient(
                        rows(pass), dropouts.apply(index), said -> sum.add(pass, said), shares.of(worker)));
        shares.merge();
        return measured;
    }

    /** What is done with the lessons of one pass. */
    private interface Pass {
        void run(int worker, List<Lesson> lessons, int index, Sum sum);
    }

    private Measured measured(List<Lesson> lessons, Pass pass) {
        BatchTotals totals = BatchTotals.of(lessons, divergence(lessons));
        List<List<Integer>> passes = Passes.of(lessons, Lesson::inputs, workers.count());
        List<Sum> sums = workers.run(passes.size(), (worker, index) -> {
            Sum sum = new Sum(objective, totals);
            pass.run(worker, passes.get(index).stream().map(lessons::get).toList(), index, sum);
            return sum;
        });
        return Sum.measured(sums);
    }

    /** Mean over the lessons' measured rows of how much likelier they have become, not below zero; 0 where none is measured. */
    private double divergence(List<Lesson> lessons) {
        List<TrainingRow> measured =
                lessons.stream().flatMap(lesson -> lesson.measured().stream()).toList();
        if (measured.isEmpty()) {
            return 0;
        }
        List<List<TrainingRow>> passes = Passes.inOrder(measured, TrainingRow::inputs);
        double now = workers
                .run(
                        passes.size(),
                        (_, pass) -> Arrays.stream(network.logProbabilities(new PackedRows(passes.get(pass))))
                                .sum())
                .stream()
                .mapToDouble(Double::doubleValue)
                .sum();
        double before = lessons.stream()
                .flatMap(
                        lesson -> lesson.reference().stream().skip(lesson.rows().size()))
                .mapToDouble(Double::doubleValue)
                .sum();
        return Math.max(0, (now - before) / measured.size());
    }

    private static int tokens(Lesson lesson) {
        return lesson.all().mapToInt(TrainingRow::inputs).sum();
    }

    private static PackedRows rows(List<Lesson> pass) {
        return new PackedRows(
                pass.stream().flatMap(lesson -> lesson.rows().stream()).toList());
    }

    /** The loss of a pass. */
    private static final class Sum {

        private final Objective objective;
        private final BatchTotals totals;
        private double loss;
        private RewardSums rewards = RewardSums.NONE;

        Sum(Objective objective, BatchTotals totals) {
            this.objective = objective;
            this.totals = totals;
        }

        /** Derivatives of the loss by what was said. @param said of the rows of all lessons of the pass, one after another */
        double[] add(List<Lesson> pass, double[] said) {
            double[] derivatives = new double[said.length];
            int at = 0;
            for (Lesson lesson : pass) {
                int rows = lesson.rows().size();
                Objective.Share share = objective.share(lesson, Arrays.copyOfRange(said, at, at + rows), totals);
                System.arraycopy(share.derivatives(), 0, derivatives, at, rows);
                loss += share.loss();
                rewards = rewards.plus(share.rewards());
                at += rows;
            }
            return derivatives;
        }

        static Measured measured(List<Sum> passes) {
            return new Measured(
                    passes.stream().mapToDouble(pass -> pass.loss).sum(),
                    passes.stream()
                            .map(pass -> pass.rewards)
                            .reduce(RewardSums.NONE, RewardSums::plus)
                            .means());
        }
    }
}
