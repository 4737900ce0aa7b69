package dev.whetstone.engine.train;

import dev.whetstone.engine.ModelException;

/** Training would not fit into what the process may still take, however it is done. Thrown before the first step. */
public final class NotEnoughMemoryException extends ModelException {

    NotEnoughMemoryException(String message) {
        super(message);
    }
}
