package dev.whetstone.engine.train;

/** A row that cannot be learned from as it stands. No row is ever cut or skipped. */
public final class InvalidTrainingDataException extends RuntimeException {

    private final String split;
    private final int row;

    public InvalidTrainingDataException(String split, int row, String what) {
        super(split + " row " + row + ": " + what);
        this.split = split;
        this.row = row;
    }

    /** "training" or "validation". */
    public String split() {
        return split;
    }

    /** Index from 0 in the list that was given. */
    public int row() {
        return row;
    }
}
