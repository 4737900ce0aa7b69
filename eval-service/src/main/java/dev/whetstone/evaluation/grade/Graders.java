package dev.whetstone.evaluation.grade;

import dev.whetstone.contracts.Digest;
import dev.whetstone.evaluation.suite.Criterion;
import dev.whetstone.evaluation.suite.EvalDefinition;
import dev.whetstone.evaluation.suite.GraderKind;
import dev.whetstone.evaluation.suite.GraderSettings;
import dev.whetstone.evaluation.suite.Item;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** An eval's graders, by criterion. Built once for a definition; free of state, so any thread may use it. */
public final class Graders {

    private final EvalDefinition eval;
    private final Map<GraderKind, OutputGrader> byKind = new EnumMap<>(GraderKind.class);
    private final Map<GraderKind, Digest> versions = new EnumMap<>(GraderKind.class);
    private final StabilityGrader stability;

    private Graders(EvalDefinition eval) {
        this.eval = eval;
        this.stability = new StabilityGrader(eval.graders());
        for (Criterion criterion : eval.criteria()) {
            GraderKind kind = criterion.grader();
            versions.computeIfAbsent(kind, _ -> GraderVersion.of(kind, eval.graders()));
            if (!kind.acrossRepeats()) {
                byKind.computeIfAbsent(kind, _ -> grader(kind, eval.graders()));
            }
        }
    }

    /** @throws dev.whetstone.evaluation.suite.InvalidEvalException when the definition's schema is not one: call it before accepting an eval */
    public static Graders of(EvalDefinition eval) {
        return new Graders(eval);
    }

    private static OutputGrader grader(GraderKind kind, GraderSettings settings) {
        return switch (kind) {
            case FIELDS -> new FieldsGrader(settings.schema().orElseThrow());
            case SOURCES -> new SourcesGrader(settings);
            case MISSED_RISKS -> new MissedRisksGrader(settings);
            case INVENTED_RISKS -> new InventedRisksGrader(settings);
            case EXACT -> new ExactGrader();
            case COHERENCE -> new CoherenceGrader(settings.coherence());
            case STABILITY -> throw new IllegalArgumentException("grader: stability judges repeats, not one output");
        };
    }

    /** Every criterion that judges one output, by name in the eval's order. */
    public Map<String, Grading> grade(Item item, String output) {
        return grade(item, output, criterion -> !criterion.grader().acrossRepeats());
    }

    /** The criteria watched in live traffic, by name; they need no reference. */
    public Map<String, Grading> gradeOnline(Item item, String output) {
        return grade(item, output, criterion -> eval.online().criteria().contains(criterion.name()));
    }

    /** The criteria that judge all repeats of an item together; none with one repeat, where there is nothing to measure. */
    public Map<String, Grading> gradeRepeats(List<String> outputs) {
        Map<String, Grading> gradings = new LinkedHashMap<>();
        if (outputs.size() > 1) {
            eval.criteria().stream()
                    .filter(criterion -> criterion.grader().acrossRepeats())
                    .forEach(criterion -> gradings.put(
                            criterion.name(), grading(criterion.grader(), () -> stability.grade(outputs))));
        }
        return gradings;
    }

    /** Names the code and the settings of the grader behind a criterion. */
    public Digest version(Criterion criterion) {
        return versions.get(criterion.grader());
    }

    private Map<String, Grading> grade(Item item, String output, Predicate<Criterion> wanted) {
        ModelOutput read = ModelOutput.read(output);
        Map<GraderKind, Grading> byKind = new EnumMap<>(GraderKind.class);
        Map<String, Grading> gradings = new LinkedHashMap<>();
        eval.criteria().stream()
                .filter(wanted)
                .forEach(criterion -> gradings.put(
                        criterion.name(),
                        byKind.computeIfAbsent(criterion.grader(), kind -> grading(kind, item, read))));
        return gradings;
    }

    private Grading grading(GraderKind kind, Item item, ModelOutput output) {
        return grading(kind, () -> byKind.get(kind).grade(item, output));
    }

    /** Whatever goes wrong inside a grader is the grader's failure, not the output's. */
    private Grading grading(GraderKind kind, Supplier<OutputGrader.Finding> grade) {
        try {
            OutputGrader.Finding finding = grade.get();
            return new Graded(finding.passed(), finding.score(), finding.evidence(), versions.get(kind));
        } catch (UnusableReferenceException e) {
            return new Ungradable(kind.label() + ": " + e.getMessage(), versions.get(kind));
        } catch (RuntimeException e) {
            return new Ungradable(kind.label() + " failed: " + e, versions.get(kind));
        }
    }
}
