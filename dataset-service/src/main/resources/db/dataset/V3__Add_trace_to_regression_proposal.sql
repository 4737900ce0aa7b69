-- W3C traceparent of the proposal: what comes of a row belongs to the trace that wrote it. Empty in rows that are older.
ALTER TABLE regression_proposal ADD COLUMN trace text;
