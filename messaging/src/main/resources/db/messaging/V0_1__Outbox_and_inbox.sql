-- Facts that this service has to tell. A row is written in the transaction of the change and published afterwards.
CREATE TABLE outbox_event (
    sequence     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id           uuid        NOT NULL UNIQUE,
    slot         integer     NOT NULL,
    topic        text        NOT NULL,
    key          text        NOT NULL,
    type         text        NOT NULL,
    source       text        NOT NULL,
    time         timestamptz NOT NULL,
    trace        text        NOT NULL,
    payload      bytea       NOT NULL,
    created_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    published_at timestamptz
);

CREATE INDEX outbox_event_pending ON outbox_event (slot, sequence) WHERE published_at IS NULL;
CREATE INDEX outbox_event_published ON outbox_event (published_at) WHERE published_at IS NOT NULL;

-- A relay publishes a slot's events while it holds the slot's row: events of one key never pass through two relays at once.
CREATE TABLE outbox_slot (
    slot integer PRIMARY KEY
);

INSERT INTO outbox_slot (slot) SELECT generate_series(0, 15);

-- Facts that this service has taken in.
CREATE TABLE inbox_event (
    consumer    text        NOT NULL,
    event_id    uuid        NOT NULL,
    received_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (consumer, event_id)
);

CREATE INDEX inbox_event_received ON inbox_event (received_at);
