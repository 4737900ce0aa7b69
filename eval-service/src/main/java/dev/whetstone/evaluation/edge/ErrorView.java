package dev.whetstone.evaluation.edge;

/** Body of every error. */
public record ErrorView(String code, String message, String whatToDo) {
    static ErrorView of(RefusedException refused) {
        return new ErrorView(refused.code().label(), refused.getMessage(), refused.whatToDo());
    }
}
