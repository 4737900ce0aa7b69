-- W3C traceparent of what asked for it: what comes of a row belongs to the trace that wrote it. Empty in rows that are older.
alter table training_job add column trace text;
alter table retraining_trigger add column trace text;
