package dev.whetstone.evaluation.regression;

import dev.whetstone.contracts.traffic.OutputSampled;
import dev.whetstone.evaluation.alias.AliasMoved;
import dev.whetstone.evaluation.alias.AliasState;
import dev.whetstone.evaluation.alias.Aliases;
import dev.whetstone.evaluation.decide.Alarm;
import dev.whetstone.evaluation.decide.Rate;
import dev.whetstone.evaluation.definition.Evals;
import dev.whetstone.evaluation.grade.Graded;
import dev.whetstone.evaluation.grade.Graders;
import dev.whetstone.evaluation.grade.Grading;
import dev.whetstone.evaluation.grade.Ungradable;
import dev.whetstone.evaluation.suite.EvalDefinition;
import dev.whetstone.evaluation.vault.Vault;
import dev.whetstone.evaluation.verdict.StoredVerdict;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import org.jboss.logging.Logger;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.transaction.Transactional;

/**
 * Grades sampled answers of the adapter that is stable now and keeps an alarm for each online criterion (decision rules, section 4).
 * The base is not watched: nobody judged it good, so it cannot become worse than judged.
 */
@ApplicationScoped
@Startup // its counters are there with zero before the first use
@Transactional
class OnlineWatch {
    private static final Logger LOG = Logger.getLogger(OnlineWatch.class);

    private final Evals evals;
    private final Aliases aliases;
    private final Vault vault;
    private final AlarmRaised alarmRaised;
    private final MeterRegistry metrics;
    private final Clock clock;

    OnlineWatch(
            Evals evals, Aliases aliases, Vault vault, AlarmRaised alarmRaised, MeterRegistry metrics, Clock clock) {
        this.evals = evals;
        this.aliases = aliases;
        this.vault = vault;
        this.alarmRaised = alarmRaised;
        this.metrics = metrics;
        this.clock = clock;
        List.of("passed", "failed", "ungraded", "ignored").forEach(this::counter);
    }

    void see(OutputSampled sample) {
        Optional<EvalDefinition> eval = evals.current(sample.task());
        Optional<AliasState> alias = aliases.lock(sample.task()).filter(state -> watches(state, sample));
        if (eval.isPresent() && alias.isPresent()) {
            grade(sample, eval.get(), alias.get());
        } else {
            count("ignored");
        }
    }

    private static boolean watches(AliasState alias, OutputSampled sample) {
        return alias.servedAdapter().isPresent() && alias.answered(sample.adapter(), sample.revision());
    }

    private void grade(OutputSampled sample, EvalDefinition eval, AliasState alias) {
        Exchange exchange = Exchange.read(vault.open(sample.exchange()));
        Map<String, Grading> gradings =
                Graders.of(eval).gradeOnline(exchange.item(sample.requestId()), exchange.output());
        List<String> failed = new ArrayList<>();
        List<String> raised = new ArrayList<>();
        gradings.forEach((criterion, grading) -> {
            Watch watch = watch(alias, eval, criterion);
            switch (grading) {
                case Ungradable ungradable -> {
                    watch.couldNotGrade();
                    count("ungraded");
                    LOG.warnf(
                            "output not graded task=%s criterion=%s: %s", alias.task(), criterion, ungradable.reason());
                }
                case Graded graded -> {
                    Alarm alarm = watch.saw(!graded.passed());
                    count(graded.passed() ? "passed" : "failed");
                    if (!graded.passed()) {
                        failed.add(criterion);
                    }
                    if (alarm.isRaised()) {
                        raised.add(criterion);
                    }
                }
            }
        });
        if (!failed.isEmpty()) {
            FailingExchange.keep(sample, alias.stableSince(), failed, clock.instant());
        }
        raised.stream().findFirst().ifPresent(criterion -> alarmRaised.on(alias, watch(alias, eval, criterion)));
    }

    private Watch watch(AliasState alias, EvalDefinition eval, String criterion) {
        return Watch.of(alias.task(), alias.stableSince(), criterion)
                .orElseGet(() ->
                        Watch.start(alias.task(), alias.stableSince(), criterion, expected(alias, eval, criterion)));
    }

    /** What the verdict promised; an adapter that was forced in promised nothing but the budget. */
    private static double expected(AliasState alias, EvalDefinition eval, String criterion) {
        Optional<Rate> judged = alias.servedAdapter()
                .flatMap(adapter ->
                        StoredVerdict.promotionOf(alias.task(), alias.stable().base(), adapter))
                .map(verdict -> verdict.rates().get(criterion));
        double budget = eval.online().failureBudget();
        return judged.map(rate -> Alarm.expectedFailureRate(budget, rate)).orElse(budget);
    }

    /** Evidence about what was served before says nothing about what is served now. */
    void on(@Observes AliasMoved moved) {
        if (moved.action().movesStable()) {
            Watch.forgetBefore(moved.after().task(), moved.after().stableSince());
            FailingExchange.forgetBefore(moved.after().task(), moved.after().stableSince());
        }
    }

    private void count(String outcome) {
        counter(outcome).increment();
    }

    private Counter counter(String outcome) {
        return metrics.counter("evaluation.online.gradings", "outcome", outcome);
    }
}
