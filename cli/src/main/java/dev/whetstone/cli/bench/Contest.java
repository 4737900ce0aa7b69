package dev.whetstone.cli.bench;

import dev.whetstone.cli.terminal.Terminal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Ours and its rivals on the same work, in turn, each as a process of its own, so that a machine that is busy for a while is busy
 * for both. A round's ratio is ours over the best the rival did in that round.
 */
final class Contest {

    private final List<Side> sides;
    private final List<Compared> fields;
    private final Terminal terminal;
    private final Map<Comparison, List<Double>> ratios = new LinkedHashMap<>();

    /**
     * @param ours first, then the rivals
     * @param fields what is compared
     */
    Contest(Side ours, List<Side> rivals, List<Compared> fields, Terminal terminal) {
        this.sides = new ArrayList<>(List.of(ours));
        this.sides.addAll(rivals);
        this.fields = fields;
        this.terminal = terminal;
    }

    private record Comparison(String rival, String work, String field) {}

    /** Prints every figure as it comes, then the ratios. */
    void run(int rounds) {
        for (int round = 1; round <= rounds; round++) {
            List<Figures> all = new ArrayList<>();
            for (Side side : sides) {
                terminal.progress("round " + round + " of " + rounds + ": " + side.name());
                all.addAll(side.run(line -> terminal.line(line.toString())));
            }
            compare(all);
        }
        terminal.clearProgress();
        ratios.forEach((comparison, values) -> terminal.line(line(comparison, values)));
    }

    private void compare(List<Figures> all) {
        String ours = sides.getFirst().name();
        for (Side rival : sides.subList(1, sides.size())) {
            for (Figures mine : of(all, ours)) {
                for (Compared compared : fields) {
                    String field = compared.field();
                    OptionalDouble best = compared.best(of(all, rival.name()).stream()
                            .filter(theirs -> theirs.work().equals(mine.work()))
                            .flatMap(theirs -> theirs.find(field).stream())
                            .mapToDouble(Double::doubleValue));
                    if (best.isPresent() && mine.find(field).isPresent()) {
                        ratios.computeIfAbsent(new Comparison(rival.name(), mine.work(), field), _ -> new ArrayList<>())
                                .add(mine.find(field).get() / best.getAsDouble());
                    }
                }
            }
        }
    }

    private static List<Figures> of(List<Figures> all, String engine) {
        return all.stream().filter(figures -> figures.engine().equals(engine)).toList();
    }

    private String line(Comparison comparison, List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        double median = (sorted.get((sorted.size() - 1) / 2) + sorted.get(sorted.size() / 2)) / 2;
        return String.format(
                Locale.ROOT,
                "%s, %s: %.2f x %s (minimum %.2f, maximum %.2f, %d rounds)",
                comparison.work(),
                comparison.field(),
                median,
                comparison.rival(),
                sorted.getFirst(),
                sorted.getLast(),
                sorted.size());
    }
}
