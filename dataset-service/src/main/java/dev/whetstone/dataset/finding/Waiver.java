package dev.whetstone.dataset.finding;

import dev.whetstone.contracts.Require;

import java.time.LocalDate;

/**
 * Somebody's word that a finding is all right until a day.
 *
 * @param row the one row it is for, or empty for all
 * @param expires the last day on which it holds
 */
public record Waiver(String code, String row, String reason, LocalDate expires) {

    public Waiver {
        Check check = Check.find(Require.text("waivers.code", code))
                .orElseThrow(() -> new IllegalArgumentException("waivers.code: there is no check '" + code + "'"));
        row = row == null ? "" : row;
        Require.text("waivers.reason", reason);
        Require.present("waivers.expires", expires);
        if (check.waivable() == Waivable.NEVER) {
            throw new IllegalArgumentException("waivers.code: '" + code + "' cannot be waived: " + check.whatToDo());
        }
        if (check.waivable() == Waivable.BY_ROW && row.isEmpty()) {
            throw new IllegalArgumentException("waivers.row: a waiver of '" + code + "' has to name its row");
        }
    }

    boolean covers(Check check, Place place, LocalDate today) {
        return check.code().equals(code) && (row.isEmpty() || row.equals(place.row())) && !today.isAfter(expires);
    }
}
