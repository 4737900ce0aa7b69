package dev.whetstone.evaluation.counts;

import dev.whetstone.contracts.evaluation.TuningDecision;
import dev.whetstone.contracts.evaluation.Verdict;
import dev.whetstone.evaluation.alias.MoveAction;
import dev.whetstone.metrics.RowCounts;
import dev.whetstone.metrics.StoredRow;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.quarkus.arc.All;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;

import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;

/** Decisions, verdicts and moves of aliases, by task. */
@ApplicationScoped
class StoredCounts {
    private static final String TASKS = "SELECT task FROM eval_definition UNION SELECT task FROM alias";

    private static final Function<String, String> LOWER = name -> name.toLowerCase(Locale.ROOT);

    private final EntityManager database;
    private final List<TaskMeters> ofTasks;
    private final RowCounts decisions;
    private final RowCounts verdicts;
    private final RowCounts moves;

    StoredCounts(EntityManager database, @All List<TaskMeters> ofTasks, MeterRegistry metrics) {
        this.database = database;
        this.ofTasks = ofTasks;
        this.decisions = new RowCounts(metrics, "evaluation.decisions", "Gate decisions: may the task be tuned?");
        this.verdicts = new RowCounts(metrics, "evaluation.verdicts", "Verdicts over candidate adapters");
        this.moves = new RowCounts(metrics, "evaluation.alias.moves", "Moves of a task's alias, by why it moved");
    }

    @Scheduled(
            every = "${whetstone.metrics.poll:5s}",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP,
            skipExecutionIf = Scheduled.ApplicationNotRunning.class)
    @RunOnVirtualThread
    @Transactional
    void refresh() {
        StoredRow.of(database, TASKS).forEach(row -> expect(row.text(0)));
        count(decisions, "SELECT task, outcome, count(*) FROM decision GROUP BY task, outcome", "outcome", LOWER);
        count(verdicts, "SELECT task, verdict, count(*) FROM judgement GROUP BY task, verdict", "verdict", LOWER);
        count(
                moves,
                "SELECT task, action, count(*) FROM alias_move GROUP BY task, action",
                "action",
                action -> MoveAction.valueOf(action).label());
    }

    private void expect(String task) {
        ofTasks.forEach(meters -> meters.expect(task));
        expect(decisions, task, "outcome", Stream.of(TuningDecision.values()).map(StoredCounts::lower));
        expect(verdicts, task, "verdict", Stream.of(Verdict.values()).map(StoredCounts::lower));
        expect(moves, task, "action", Stream.of(MoveAction.values()).map(MoveAction::label));
    }

    private static String lower(Enum<?> value) {
        return LOWER.apply(value.name());
    }

    private static void expect(RowCounts counts, String task, String tag, Stream<String> labels) {
        labels.forEach(label -> counts.set(Tags.of("task", task, tag, label), 0));
    }

    private void count(RowCounts counts, String query, String tag, Function<String, String> label) {
        for (StoredRow row : StoredRow.of(database, query)) {
            counts.set(Tags.of("task", row.text(0), tag, label.apply(row.text(1))), row.count(2));
        }
    }
}
