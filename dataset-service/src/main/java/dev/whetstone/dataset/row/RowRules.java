package dev.whetstone.dataset.row;

/**
 * What a row has to be.
 *
 * @param targetRequired false for a failure seen in traffic: nobody has written the right answer yet
 */
public record RowRules(RowKind kind, TargetKind target, boolean targetRequired) {}
