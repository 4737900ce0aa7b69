package dev.whetstone.dataset.finding;

/**
 * Where something was found.
 *
 * @param row the row's id, or empty when the line is no row
 * @param line from 1; 0 for a finding about the whole file
 * @param offset in bytes from the start of the file
 */
public record Place(String row, long line, long offset) {

    public static final Place WHOLE_FILE = new Place("", 0, 0);

    public static Place of(long line, long offset) {
        return new Place("", line, offset);
    }
}
