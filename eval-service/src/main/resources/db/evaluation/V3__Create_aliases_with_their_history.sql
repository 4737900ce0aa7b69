-- What task@stable and task@candidate mean now. The revision rises by one with each move.
CREATE TABLE alias (
    task          text        PRIMARY KEY,
    revision      bigint      NOT NULL,
    stable        text        NOT NULL,
    stable_since  bigint      NOT NULL,
    candidate     text,
    previous      text,
    sampled_share double precision NOT NULL,
    moved_at      timestamptz NOT NULL
);

CREATE TABLE alias_move (
    id        uuid        PRIMARY KEY,
    task      text        NOT NULL,
    revision  bigint      NOT NULL,
    action    text        NOT NULL,
    stable    text        NOT NULL,
    candidate text,
    previous  text,
    reason    text        NOT NULL,
    moved_at  timestamptz NOT NULL,
    UNIQUE (task, revision)
);
