-- What has failed once: tested on and untrainable for ever. Nothing is ever deleted here.
CREATE TABLE regression_sample (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    task       text        NOT NULL REFERENCES task (name),
    sample_id  text        NOT NULL,
    prompt_key text        NOT NULL,
    line       text        NOT NULL,
    number     integer     NOT NULL,
    created_at timestamptz NOT NULL,
    UNIQUE (task, sample_id),
    UNIQUE (task, prompt_key)
);

-- Samples that eval-service has proposed, until a worker has taken them in.
CREATE TABLE regression_proposal (
    event_id        uuid PRIMARY KEY,
    task            text        NOT NULL,
    alert           uuid        NOT NULL,
    samples_uri     text        NOT NULL,
    samples_digest  text        NOT NULL,
    samples_size    bigint      NOT NULL,
    rows            integer     NOT NULL,
    state           text        NOT NULL,
    attempts        integer     NOT NULL,
    reason          text        NOT NULL,
    received_at     timestamptz NOT NULL,
    next_attempt_at timestamptz NOT NULL
);

CREATE INDEX regression_proposal_waiting ON regression_proposal (next_attempt_at) WHERE state = 'WAITING';
