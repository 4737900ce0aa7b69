-- States stay in the outbox until a newer one of their key follows; only the compacted topic has such.
CREATE INDEX outbox_event_state ON outbox_event (key, sequence) WHERE topic = 'whetstone.serving.state.v1';
