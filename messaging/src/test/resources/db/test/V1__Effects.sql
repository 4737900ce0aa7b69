-- What the test's consumers did: one row an effect, so that a doubled effect shows.
CREATE TABLE effect (
    number   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    event_id uuid   NOT NULL,
    task     text   NOT NULL,
    total    bigint NOT NULL
);
