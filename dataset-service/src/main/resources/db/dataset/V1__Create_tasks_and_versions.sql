-- What a task's data has to be. The revision moves on with every change and every version: who examined data under an older one starts over.
CREATE TABLE task (
    name              text PRIMARY KEY,
    definition        text        NOT NULL,
    definition_digest text        NOT NULL,
    versions          integer     NOT NULL DEFAULT 0,
    revision          bigint      NOT NULL DEFAULT 0,
    created_at        timestamptz NOT NULL,
    updated_at        timestamptz NOT NULL
);

-- Published versions never change.
CREATE TABLE dataset_version (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    task          text        NOT NULL REFERENCES task (name),
    number        integer     NOT NULL,
    digest        text        NOT NULL,
    source        text        NOT NULL,
    origin        text        NOT NULL,
    findings      text        NOT NULL,
    report_uri    text        NOT NULL,
    report_digest text        NOT NULL,
    report_size   bigint      NOT NULL,
    created_at    timestamptz NOT NULL,
    UNIQUE (task, number),
    UNIQUE (task, digest)
);

CREATE TABLE dataset_split (
    version_id      bigint  NOT NULL REFERENCES dataset_version (id),
    name            text    NOT NULL,
    rows            integer NOT NULL,
    content         text    NOT NULL,
    artifact_uri    text    NOT NULL,
    artifact_digest text    NOT NULL,
    artifact_size   bigint  NOT NULL,
    PRIMARY KEY (version_id, name)
);

-- What came of the bytes of an upload under a definition: the same again is answered from here.
CREATE TABLE examined_upload (
    id                bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    task              text        NOT NULL REFERENCES task (name),
    upload            text        NOT NULL,
    definition_digest text        NOT NULL,
    version_number    integer,
    report_uri        text        NOT NULL,
    report_digest     text        NOT NULL,
    report_size       bigint      NOT NULL,
    examined_at       timestamptz NOT NULL,
    UNIQUE (task, upload, definition_digest)
);

CREATE INDEX examined_upload_digest ON examined_upload (upload, examined_at);

-- Where each group or prompt was put when it was first seen. A row keeps its split for ever, also when it was away for some versions.
CREATE TABLE split_assignment (
    task   text    NOT NULL REFERENCES task (name),
    key    text    NOT NULL,
    split  text    NOT NULL,
    number integer NOT NULL,
    PRIMARY KEY (task, key)
);
