-- W3C traceparent of what asked for it: what comes of a row belongs to the trace that wrote it. Empty in rows that are older.
ALTER TABLE evaluation ADD COLUMN trace text;
