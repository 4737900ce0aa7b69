package dev.whetstone.training.launch;

/** No worker was started. */
public abstract sealed class LaunchException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private LaunchException(String message, Throwable cause) {
        super(message, cause);
    }

    /** It would fail the same way again: what was tried and why it was refused. */
    public static final class Refused extends LaunchException {

        private static final long serialVersionUID = 1;

        public Refused(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** Whoever starts workers is away or has no room: to be tried again in a while, and nobody's fault. */
    public static final class NotNow extends LaunchException {

        private static final long serialVersionUID = 1;

        public NotNow(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
