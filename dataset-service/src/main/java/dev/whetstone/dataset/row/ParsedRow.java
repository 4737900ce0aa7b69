package dev.whetstone.dataset.row;

import java.util.List;

/** What became of a line. */
public sealed interface ParsedRow {

    record Accepted(Row row) implements ParsedRow {}

    record Refused(List<Fault> faults) implements ParsedRow {}
}
