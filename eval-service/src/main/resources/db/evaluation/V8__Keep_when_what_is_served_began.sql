-- When a version was published by dataset-service's clock; it may be heard of later.
ALTER TABLE dataset_version ADD COLUMN published_at timestamptz;
UPDATE dataset_version SET published_at = received_at;
ALTER TABLE dataset_version ALTER COLUMN published_at SET NOT NULL;

-- Why a training job was queued.
CREATE TABLE training_cause (
    job       uuid        PRIMARY KEY,
    trigger   text        NOT NULL,
    queued_at timestamptz NOT NULL
);

-- From the event that began it to the adapter that serves: one row for each promotion by verdict.
CREATE TABLE lead_time (
    task        text        NOT NULL,
    revision    bigint      NOT NULL,
    adapter     text        NOT NULL,
    trigger     text        NOT NULL,
    began_at    timestamptz NOT NULL,
    promoted_at timestamptz NOT NULL,
    served_at   timestamptz,
    PRIMARY KEY (task, revision)
);
CREATE INDEX lead_time_open ON lead_time (task, adapter) WHERE served_at IS NULL;
