CREATE TABLE decision (
    id         uuid        PRIMARY KEY,
    evaluation uuid        NOT NULL UNIQUE REFERENCES evaluation (id),
    task       text        NOT NULL,
    dataset    text        NOT NULL,
    eval       text        NOT NULL,
    base       text        NOT NULL,
    outcome    text        NOT NULL,
    justified  text        NOT NULL,
    reason     text        NOT NULL,
    report     text        NOT NULL,
    decided_at timestamptz NOT NULL
);
CREATE INDEX decision_of_task ON decision (task, decided_at DESC);

-- rates: how often the adapter passed each criterion when it was judged; the online alarm starts from there.
CREATE TABLE judgement (
    evaluation     uuid        PRIMARY KEY REFERENCES evaluation (id),
    task           text        NOT NULL,
    job            uuid        NOT NULL,
    adapter        text        NOT NULL,
    dataset        text        NOT NULL,
    eval           text        NOT NULL,
    verdict        text        NOT NULL,
    reasons        text        NOT NULL,
    rates          text        NOT NULL,
    report         text        NOT NULL,
    judged_at      timestamptz NOT NULL
);
CREATE INDEX judgement_of_adapter ON judgement (task, adapter, judged_at DESC);
