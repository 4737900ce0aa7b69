package dev.whetstone.training.launch;

/** No worker could be started: what was tried and why it failed. */
final class LaunchException extends RuntimeException {

    private static final long serialVersionUID = 1;

    LaunchException(String message, Throwable cause) {
        super(message, cause);
    }
}
