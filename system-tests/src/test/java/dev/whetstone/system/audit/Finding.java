package dev.whetstone.system.audit;

/** Something that must not be. */
public record Finding(Kind kind, String text) {

    /** What went wrong. */
    public enum Kind {
        /** Committed or published, and not where it must have arrived. */
        LOST,
        /** There twice, where once was meant. */
        DOUBLED,
        /** There, and nobody has committed it. */
        INVENTED,
        /** Overtaken by a later fact of its key. */
        REORDERED,
        /** Not published yet. */
        WAITING,
        /** A consumer gave up on it. */
        DEAD,
        /** Bytes that are not those that their name promises. */
        HALF,
        /** A file that is no artifact. */
        LEFT_BEHIND
    }

    @Override
    public String toString() {
        return kind + ": " + text;
    }
}
