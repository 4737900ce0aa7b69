-- One run of an eval: the base's arms for the gate, or a candidate adapter against them.
CREATE TABLE evaluation (
    id            uuid        PRIMARY KEY,
    task          text        NOT NULL,
    kind          text        NOT NULL CHECK (kind IN ('GATE', 'CANDIDATE')),
    dataset       text        NOT NULL,
    eval          text        NOT NULL,
    base          text,
    adapter       text,
    adapter_ref   text,
    job           uuid,
    state         text        NOT NULL CHECK (state IN ('QUEUED', 'RUNNING', 'COMPLETED', 'FAILED', 'SUPERSEDED')),
    refusal       text,
    wait_until    timestamptz,
    planned       integer     NOT NULL DEFAULT 0,
    finished      integer     NOT NULL DEFAULT 0,
    failures      integer     NOT NULL DEFAULT 0,
    problem       text,
    power         text,
    summary       text,
    report        text,
    queued_at     timestamptz NOT NULL,
    ended_at      timestamptz,
    owner         text,
    leased_until  timestamptz,
    fence         bigint      NOT NULL DEFAULT 0,
    available_at  timestamptz NOT NULL
);
CREATE INDEX evaluation_of_task ON evaluation (task, queued_at DESC);
CREATE INDEX evaluation_claimable ON evaluation (available_at) WHERE state IN ('QUEUED', 'RUNNING');
-- One gate evaluation for each dataset version, eval and base; before a run has asked the gateway, its base is not known.
CREATE UNIQUE INDEX evaluation_one_gate ON evaluation (task, dataset, eval, base)
    WHERE kind = 'GATE' AND base IS NOT NULL AND state IN ('QUEUED', 'RUNNING', 'COMPLETED');
CREATE UNIQUE INDEX evaluation_one_gate_queued ON evaluation (task, dataset, eval)
    WHERE kind = 'GATE' AND base IS NULL AND state IN ('QUEUED', 'RUNNING');
CREATE UNIQUE INDEX evaluation_one_judgement ON evaluation (job, adapter) WHERE kind = 'CANDIDATE';

-- What a model answered, by the digest of all that determines it: never generated twice.
CREATE TABLE model_output (
    key               text        PRIMARY KEY,
    answer            bytea       NOT NULL,
    finish_reason     text        NOT NULL,
    prompt_tokens     integer     NOT NULL,
    completion_tokens integer     NOT NULL,
    generated_at      timestamptz NOT NULL
);
