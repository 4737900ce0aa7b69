package dev.whetstone.dataset.edge;

/** Body of every error. */
public record ErrorView(String code, String message, String whatToDo) {

    static ErrorView of(ErrorCode code, String message) {
        return new ErrorView(code.code(), message, code.whatToDo());
    }
}
