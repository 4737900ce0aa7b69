package dev.whetstone.dataset.finding;

/** Who may say that a finding is all right. */
public enum Waivable {
    /** Nobody: the data must change. */
    NEVER,
    /** A waiver that names the row. */
    BY_ROW,
    /** A waiver for one row or for all. */
    BY_CODE
}
