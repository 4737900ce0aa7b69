-- Every definition an eval ever had; the newest of a task is the current one.
CREATE TABLE eval_definition (
    task       text        NOT NULL,
    digest     text        NOT NULL,
    definition text        NOT NULL,
    defined_at timestamptz NOT NULL,
    PRIMARY KEY (task, digest)
);

-- What dataset-service has published: the facts as they came.
CREATE TABLE dataset_version (
    task         text        NOT NULL,
    digest       text        NOT NULL,
    number       integer     NOT NULL,
    published    text        NOT NULL,
    received_at  timestamptz NOT NULL,
    PRIMARY KEY (task, digest)
);
CREATE INDEX dataset_version_newest ON dataset_version (task, number DESC);
