package dev.whetstone.evaluation.regression;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.EventJson;
import dev.whetstone.evaluation.suite.Item;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** Failing inputs as rows for the regression split: what was asked, without the bad answer, which is nobody's target. */
record Proposal(byte[] jsonLines, int rows) {

    /** Each input once, however often it was asked. */
    static Proposal of(List<FailingExchange> failing, Function<FailingExchange, Exchange> open) {
        Set<Digest> inputs = new HashSet<>();
        StringBuilder lines = new StringBuilder();
        for (FailingExchange row : failing) {
            Item item = open.apply(row).item(row.requestId());
            if (inputs.add(item.inputDigest())) {
                lines.append(line(item)).append('\n');
            }
        }
        return new Proposal(lines.toString().getBytes(StandardCharsets.UTF_8), inputs.size());
    }

    private static String line(Item item) {
        ObjectNode json = EventJson.mapper().createObjectNode().put("id", item.id());
        ArrayNode messages = json.putArray("messages");
        item.input()
                .forEach(turn -> messages.addObject().put("role", turn.role()).put("content", turn.content()));
        return json.toString();
    }
}
