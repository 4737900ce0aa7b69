package dev.whetstone.dataset.quality;

import dev.whetstone.dataset.finding.Findings;
import dev.whetstone.dataset.finding.Place;

/** Looks at one row alone. */
interface RowCheck {

    void check(RowText row, Place place, Findings findings);
}
