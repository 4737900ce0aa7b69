-- The reason and the last lines of its log, for the message of a run whose every attempt was lost.
alter table attempt add column message text;
