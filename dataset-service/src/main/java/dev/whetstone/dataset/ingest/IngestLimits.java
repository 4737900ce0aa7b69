package dev.whetstone.dataset.ingest;

/** What one upload may ask of this process. */
public record IngestLimits(int maxLineBytes, int maxRows, long maxBytes) {}
