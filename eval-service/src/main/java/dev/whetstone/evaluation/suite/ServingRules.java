package dev.whetstone.evaluation.suite;

/**
 * How the task's adapter is judged, and so how it is served.
 *
 * @param heldToSchema whether its output is held to the eval's schema while it is generated
 */
public record ServingRules(boolean heldToSchema) {

    public static ServingRules freeText() {
        return new ServingRules(false);
    }
}
