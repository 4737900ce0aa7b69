package dev.whetstone.dataset.regression;

import dev.whetstone.contracts.TaskName;

import java.time.Clock;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;

/** The regression samples of each task. */
@ApplicationScoped
public class RegressionRegistry {

    private final Clock clock;

    @Inject
    RegressionRegistry(Clock clock) {
        this.clock = clock;
    }

    /** In order of their ids. */
    @Transactional
    public List<RegressionRow> of(TaskName task) {
        return RegressionSample.of(task).stream().map(RegressionSample::row).toList();
    }

    /** @param rows none of which is there already; see {@link RegressionRow#newOnes} */
    @Transactional(TxType.MANDATORY)
    public void add(TaskName task, List<RegressionRow> rows, int number) {
        rows.forEach(row -> new RegressionSample(task, row, number, clock.instant()).persist());
    }
}
