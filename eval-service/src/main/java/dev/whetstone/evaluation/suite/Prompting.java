package dev.whetstone.evaluation.suite;

import java.util.ArrayList;
import java.util.List;

/**
 * The messages of an arm. The adapter is given the item's messages as they are, which is how it was trained and how it is served; a baseline
 * gets the variant's system prompt first and, few-shot, the shots' turns. A system message of the item joins the variant's: many chat
 * templates take only one.
 */
final class Prompting {

    private Prompting() {}

    static List<Message> messages(EvalDefinition eval, ArmVariant run, Item item) {
        return switch (run.arm()) {
            case ADAPTER -> item.input();
            case PROMPT_ONLY, PROMPT_SCHEMA -> prompted(eval.requirePrompt(run.variant()), List.of(), item);
            case FEW_SHOT -> prompted(eval.requirePrompt(run.variant()), eval.shots(), item);
        };
    }

    private static List<Message> prompted(PromptVariant prompt, List<Shot> shots, Item item) {
        StringBuilder system = new StringBuilder(prompt.system());
        List<Message> rest = new ArrayList<>();
        for (Message message : item.input()) {
            if (message.isSystem()) {
                system.append("\n\n").append(message.content());
            } else {
                rest.add(message);
            }
        }
        List<Message> messages = new ArrayList<>();
        messages.add(new Message(Message.SYSTEM, system.toString()));
        shots.forEach(shot -> messages.addAll(shot.turns()));
        messages.addAll(rest);
        return List.copyOf(messages);
    }
}
