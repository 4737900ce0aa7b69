package dev.whetstone.dataset.row;

import java.util.List;
import java.util.Optional;

/** Which role may follow which: system, then turns of user and assistant; tools answer calls. */
final class MessageOrder {

    private MessageOrder() {}

    /** @param roles all of them known ones */
    static Optional<String> fault(List<String> roles) {
        String before = "the start";
        for (int i = 0; i < roles.size(); i++) {
            String role = roles.get(i);
            if (!mayFollow(before, role)) {
                return Optional.of(role + " after " + before + " in message " + i);
            }
            before = role;
        }
        return Optional.empty();
    }

    private static boolean mayFollow(String before, String role) {
        return switch (role) {
            case "system", "developer" -> before.equals("the start");
            case "user" -> true;
            case "assistant" -> before.equals("user") || before.equals("tool");
            case "tool" -> before.equals("assistant") || before.equals("tool");
            default -> false;
        };
    }
}
