package dev.whetstone.evaluation.edge;

import dev.whetstone.edge.ErrorCode;

/** What a request to this service can fail on. */
public enum EvaluationError implements ErrorCode {
    EVAL_UNKNOWN("eval.unknown", 404),
    EVAL_INVALID("eval.invalid", 422),
    DATASET_UNKNOWN("dataset.unknown", 404),
    EVALUATION_UNKNOWN("evaluation.unknown", 404),
    EVALUATION_NOT_FAILED("evaluation.not_failed", 409),
    REPORT_NOT_READY("report.not_ready", 404),
    ALIAS_UNKNOWN("alias.unknown", 404),
    ALIAS_MOVED("alias.moved", 409),
    PROMOTION_UNPROVEN("promotion.unproven", 409),
    NOTHING_TO_ROLL_BACK("rollback.nothing", 409),
    ADAPTER_MISSING("adapter.missing", 404),
    REASON_MISSING("reason.missing", 422),
    ALERT_UNKNOWN("alert.unknown", 404),
    ALERT_CLOSED("alert.closed", 409),
    INTAKE_CLOSED("intake.closed", 404),
    INTAKE_TOKEN_REFUSED("intake.token_refused", 401),
    GATEWAY_AWAY("gateway.away", 503),
    ARTIFACT_STORE_AWAY("artifact_store.away", 503),
    ARTIFACT_UNREADABLE("artifact.unreadable", 500);

    private final String label;
    private final int status;

    EvaluationError(String label, int status) {
        this.label = label;
        this.status = status;
    }

    @Override
    public String label() {
        return label;
    }

    @Override
    public int status() {
        return status;
    }
}
