package dev.whetstone.dataset.compare;

import dev.whetstone.contracts.Digest;
import dev.whetstone.dataset.finding.Check;
import dev.whetstone.dataset.finding.Findings;
import dev.whetstone.dataset.ingest.IngestedRow;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Leaves out rows that say exactly what an earlier row says. Two rows that name different splits both stay: that is a leak. */
public final class Duplicates {

    private final Map<Digest, IngestedRow> firstByContent = new HashMap<>();
    private final Map<String, IngestedRow> firstById = new HashMap<>();
    private final Findings findings;

    private Duplicates(Findings findings) {
        this.findings = findings;
    }

    public static List<IngestedRow> remove(List<IngestedRow> rows, Findings findings) {
        Duplicates duplicates = new Duplicates(findings);
        List<IngestedRow> kept = new ArrayList<>(rows.size());
        // Rows that name a split come first: of two equal rows the one that says where it belongs is kept.
        List<IngestedRow> ordered = new ArrayList<>(rows);
        ordered.sort(Comparator.comparing(row -> row.named().isEmpty()));
        for (IngestedRow row : ordered) {
            if (duplicates.isNew(row)) {
                kept.add(row);
            }
        }
        kept.sort(Comparator.comparingLong(IngestedRow::line));
        return kept;
    }

    private boolean isNew(IngestedRow row) {
        IngestedRow first = firstByContent.putIfAbsent(row.content(), row);
        boolean elsewhere =
                first != null && row.named().isPresent() && !row.named().equals(first.named());
        if (first != null && !elsewhere) {
            findings.addDropped(Check.DUP_EXACT, row.place(), "the row in line " + first.line() + " again");
            return false;
        }
        IngestedRow namesake = firstById.putIfAbsent(row.id(), row);
        if (namesake != null && !elsewhere) {
            findings.add(Check.ID_DUPLICATE, row.place(), "the id of the row in line " + namesake.line());
        }
        return true;
    }
}
