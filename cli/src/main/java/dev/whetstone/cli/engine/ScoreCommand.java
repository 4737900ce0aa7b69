package dev.whetstone.cli.engine;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.whetstone.cli.CommandFailure;
import dev.whetstone.cli.ExitCode;
import dev.whetstone.cli.terminal.Terminal;
import dev.whetstone.engine.Adapter;
import dev.whetstone.engine.ChatMessage;
import dev.whetstone.engine.LanguageModel;
import dev.whetstone.engine.Score;
import dev.whetstone.engine.ScoreOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/** {@code whetstone engine score}: the numbers that decide whether two implementations are the same model. */
@Command(
        name = "score",
        mixinStandardHelpOptions = true,
        description = {
            "For each chat one JSON line: prompt ids, the largest logits at the prompt's end, greedy ids;",
            "when the last message is the assistant's, it is the completion and its loss is added."
        })
final class ScoreCommand implements Callable<Integer> {

    private static final JsonMapper MAPPER = new JsonMapper();

    @Mixin
    ModelOptions model;

    @Option(
            names = "--chats",
            required = true,
            paramLabel = "FILE",
            description = "JSON Lines, one {\"messages\": [...]} a line.")
    Path chats;

    @Option(
            names = "--adapter",
            paramLabel = "DIR",
            description = "PEFT directory of an adapter. Default: the base alone.")
    Path adapter;

    @Option(
            names = "--top",
            paramLabel = "N",
            defaultValue = "20",
            description = "Logits to print, the largest. Default: ${DEFAULT-VALUE}.")
    int top;

    @Option(
            names = "--new-tokens",
            paramLabel = "N",
            defaultValue = "32",
            description = "Tokens to generate greedily. Default: ${DEFAULT-VALUE}.")
    int newTokens;

    @Option(names = "--json", description = "Accepted and without effect: the output is JSON Lines always.")
    boolean json;

    @Override
    public Integer call() {
        if (top < 1 || newTokens < 0) {
            throw CommandFailure.usage(
                    "--top is " + top + ", --new-tokens is " + newTokens, "Give at least 1 and at least 0.");
        }
        List<List<ChatMessage>> all = ChatsFile.read(chats);
        Terminal terminal = Terminal.standard();
        try (LanguageModel loaded = model.load(terminal, model.training())) {
            Optional<Adapter> chosen =
                    Optional.ofNullable(adapter).map(directory -> Explained.run(() -> loaded.loadAdapter(directory)));
            ScoreOptions options = new ScoreOptions(top, newTokens);
            int done = 0;
            for (List<ChatMessage> chat : all) {
                terminal.progress("scoring chat " + (done++ + 1) + " of " + all.size());
                terminal.line(asJson(Explained.run(() -> loaded.score(chat, chosen, options)))
                        .toString());
            }
            chosen.ifPresent(Adapter::close);
        }
        return ExitCode.DONE;
    }

    static ObjectNode asJson(Score score) {
        ObjectNode json = MAPPER.createObjectNode();
        json.set("prompt_ids", ids(score.promptIds()));
        json.set("top_ids", ids(score.topIds()));
        ArrayNode logits = json.putArray("top_logits");
        for (float logit : score.topLogits()) {
            logits.add(rounded(logit, 5));
        }
        json.put("logsumexp", rounded(score.logsumexp(), 5));
        score.completionLoss().ifPresent(loss -> {
            json.set("completion_ids", ids(score.completionIds()));
            json.put("completion_loss", rounded(loss, 6));
        });
        json.set("greedy_ids", ids(score.greedyIds()));
        return json;
    }

    private static ArrayNode ids(int[] ids) {
        ArrayNode array = MAPPER.createArrayNode();
        for (int id : ids) {
            array.add(id);
        }
        return array;
    }

    private static double rounded(double value, int digits) {
        return Double.isFinite(value)
                ? new BigDecimal(value).setScale(digits, RoundingMode.HALF_EVEN).doubleValue()
                : value;
    }
}
