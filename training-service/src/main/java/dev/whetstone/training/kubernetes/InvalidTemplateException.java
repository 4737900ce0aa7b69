package dev.whetstone.training.kubernetes;

import java.util.List;

/** The worker's template cannot make Jobs that behave: every reason at once. */
final class InvalidTemplateException extends RuntimeException {

    private static final long serialVersionUID = 1;

    InvalidTemplateException(String source, List<String> problems) {
        super("the worker's template " + source + " cannot be used; correct it and start again:\n  - "
                + String.join("\n  - ", problems));
    }
}
