package dev.whetstone.evaluation.regression;

import dev.whetstone.contracts.ArtifactRef;
import dev.whetstone.contracts.evaluation.RegressionDetected;
import dev.whetstone.contracts.evaluation.RegressionSamplesProposed;
import dev.whetstone.contracts.serving.ServedModel;
import dev.whetstone.evaluation.alert.Alerts;
import dev.whetstone.evaluation.alias.AliasState;
import dev.whetstone.evaluation.alias.Aliases;
import dev.whetstone.evaluation.alias.MoveAction;
import dev.whetstone.evaluation.decide.Alarm;
import dev.whetstone.evaluation.vault.Vault;
import dev.whetstone.messaging.Outbox;

import java.util.List;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;

/** What follows from a raised alarm, all in the transaction of the output that raised it: alert, rollback, proposal. */
@ApplicationScoped
@Transactional(TxType.MANDATORY)
class AlarmRaised {
    private final Alerts alerts;
    private final Aliases aliases;
    private final Vault vault;
    private final Outbox outbox;

    AlarmRaised(Alerts alerts, Aliases aliases, Vault vault, Outbox outbox) {
        this.alerts = alerts;
        this.aliases = aliases;
        this.vault = vault;
        this.outbox = outbox;
    }

    void on(AliasState alias, Watch watch) {
        UUID alert = UUID.randomUUID();
        ServedModel fallback = alias.fallback();
        Alarm alarm = watch.alarm();
        Proposal proposal = proposal(alias, watch);
        alerts.raise(
                new RegressionDetected(
                        alias.task(),
                        alert,
                        alias.servedAdapter(),
                        watch.criterion(),
                        alarm.expected(),
                        Math.toIntExact(alarm.outputs()),
                        Math.toIntExact(alarm.failures()),
                        fallback.adapterDigest()),
                proposal.rows());
        aliases.rollBack(alias.task(), MoveAction.ALARMED, reason(watch.criterion(), alarm));
        ArtifactRef sealed = vault.sealToDatasetService(proposal.jsonLines());
        outbox.append(new RegressionSamplesProposed(alias.task(), alert, sealed, proposal.rows()));
    }

    private static String reason(String criterion, Alarm alarm) {
        return "alarm: " + alarm.failures() + " of " + alarm.outputs() + " live outputs fail " + criterion
                + ", at most " + Math.round(100 * alarm.expected()) + " % were expected";
    }

    private Proposal proposal(AliasState alias, Watch watch) {
        List<FailingExchange> failing = FailingExchange.failing(alias.task(), alias.stableSince(), watch.criterion());
        return Proposal.of(failing, row -> Exchange.read(vault.open(row.exchange())));
    }
}
