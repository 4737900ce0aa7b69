package dev.whetstone.engine.train;

import org.bytedeco.javacpp.PointerScope;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/** An objective over a network: losses of lessons, and their gradient. */
record BatchLoss(Objective objective, TrainingNetwork network) {

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
        List<Lesson> referred = new ArrayList<>();
        for (List<Lesson> pass : PackedRows.passes(lessons, BatchLoss::tokens)) {
            double[] said = network.logProbabilities(
                    new PackedRows(pass.stream().flatMap(Lesson::all).toList()));
            int at = 0;
            for (Lesson lesson : pass) {
                int rows = (int) lesson.all().count();
                referred.add(lesson.referred(
                        Arrays.stream(said, at, at + rows).boxed().toList()));
                at += rows;
            }
        }
        return referred;
    }

    Measured measure(List<Lesson> lessons) {
        Sum sum = new Sum(objective, BatchTotals.of(lessons, divergence(lessons)));
        for (List<Lesson> pass : PackedRows.passes(lessons, Lesson::inputs)) {
            sum.add(pass, network.logProbabilities(rows(pass)));
        }
        return sum.measured();
    }

    /**
     * The loss of a batch; adds its gradient to the adapters'. To be called without automatic gradients.
     *
     * @param dropouts of each pass that the batch is taken in
     */
    Measured gradient(List<Lesson> batch, IntFunction<Dropout> dropouts) {
        Sum sum = new Sum(objective, BatchTotals.of(batch, divergence(batch)));
        List<List<Lesson>> passes = PackedRows.passes(batch, Lesson::inputs);
        for (int i = 0; i < passes.size(); i++) {
            List<Lesson> pass = passes.get(i);
            try (var _ = new PointerScope()) {
                network.gradient(rows(pass), dropouts.apply(i), said -> sum.add(pass, said));
            }
        }
        return sum.measured();
    }

    /** Mean over the lessons' measured rows of how much likelier they have become, not below zero; 0 where none is measured. */
    private double divergence(List<Lesson> lessons) {
        List<TrainingRow> measured =
                lessons.stream().flatMap(lesson -> lesson.measured().stream()).toList();
        if (measured.isEmpty()) {
            return 0;
        }
        double now = PackedRows.pack(measured).stream()
                .mapToDouble(
                        pass -> Arrays.stream(network.logProbabilities(pass)).sum())
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

    /** The loss of a batch, pass by pass. */
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

        Measured measured() {
            return new Measured(loss, rewards.means());
        }
    }
}
