-- Alerts from outside that were told as RetrainingAlerted. Alertmanager repeats an alert for as long as it fires.
CREATE TABLE taken_alert (
    fingerprint text        NOT NULL,
    starts_at   timestamptz NOT NULL,
    name        text        NOT NULL,
    task        text        NOT NULL,
    taken_at    timestamptz NOT NULL,
    PRIMARY KEY (fingerprint, starts_at)
);
