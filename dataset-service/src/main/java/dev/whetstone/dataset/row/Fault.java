package dev.whetstone.dataset.row;

import dev.whetstone.dataset.finding.Check;

/**
 * Why a line is not a row.
 *
 * @param offset in bytes from the start of the line
 */
public record Fault(Check check, long offset, String note) {}
