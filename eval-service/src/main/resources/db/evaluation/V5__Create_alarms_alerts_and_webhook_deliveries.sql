-- The e-detector of one criterion since stable last moved (decision rules, section 4).
CREATE TABLE alarm (
    task         text    NOT NULL,
    stable_since bigint  NOT NULL,
    criterion    text    NOT NULL,
    alarm        text    NOT NULL,
    ungraded     integer NOT NULL DEFAULT 0,
    PRIMARY KEY (task, stable_since, criterion)
);

-- The newest exchanges that failed since stable last moved: where they lie, sealed; never their text.
CREATE TABLE failing_exchange (
    request_id   text        NOT NULL,
    task         text        NOT NULL,
    stable_since bigint      NOT NULL,
    exchange     text        NOT NULL,
    failed       text        NOT NULL,
    sampled_at   timestamptz NOT NULL,
    PRIMARY KEY (task, request_id)
);

CREATE TABLE alert (
    id             uuid             PRIMARY KEY,
    task           text             NOT NULL,
    criterion      text             NOT NULL,
    adapter        text,
    expected       double precision NOT NULL,
    outputs        integer          NOT NULL,
    failures       integer          NOT NULL,
    rolled_back_to text,
    proposed_rows  integer          NOT NULL,
    raised_at      timestamptz      NOT NULL,
    closed_at      timestamptz,
    closed_because text
);
CREATE INDEX alert_open ON alert (task) WHERE closed_at IS NULL;

CREATE TABLE webhook_delivery (
    id           uuid        PRIMARY KEY,
    alert        uuid        NOT NULL REFERENCES alert (id),
    body         text        NOT NULL,
    tries        integer     NOT NULL DEFAULT 0,
    last_problem text,
    created_at   timestamptz NOT NULL,
    available_at timestamptz NOT NULL,
    delivered_at timestamptz
);
CREATE INDEX webhook_delivery_due ON webhook_delivery (available_at) WHERE delivered_at IS NULL;

CREATE TABLE feedback (
    request_id text        NOT NULL,
    task       text        NOT NULL,
    good       boolean     NOT NULL,
    given_at   timestamptz NOT NULL,
    PRIMARY KEY (task, request_id)
);
