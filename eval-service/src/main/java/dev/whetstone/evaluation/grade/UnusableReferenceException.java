package dev.whetstone.evaluation.grade;

/** An item cannot be judged against its reference; the message says why and names the item. */
final class UnusableReferenceException extends RuntimeException {

    UnusableReferenceException(String message) {
        super(message);
    }
}
