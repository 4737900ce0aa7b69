-- Once, in each service's schema, after its database was restored and before the service starts on empty topics.

-- Everything that the outbox still holds is told again, under its old id and in its old order: a consumer that had taken it in when the
-- backup was made knows it, any other takes it in now. That includes what was on its way, and the state of every alias.
UPDATE outbox_event SET published_at = NULL;

-- However old the backup is, what had been taken in stays known for the whole retention from now on.
UPDATE inbox_event SET received_at = clock_timestamp();
