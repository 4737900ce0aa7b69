package dev.whetstone.engine.generate;

/** Why a completion could not be finished; other requests are not touched by it. */
public record GenerationFailure(Code code, String message) {

    /** What kind of failure it was. */
    public enum Code {
        /** The scheduler was closed before the request was done. */
        CLOSED,
        /** The model gave no finite number: the adapter or the weights are broken. */
        NOT_FINITE,
        /** The step failed in native code, or a listener threw. */
        INTERNAL
    }
}
