package dev.whetstone.cli.engine;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.whetstone.cli.CommandFailure;
import dev.whetstone.cli.ExitCode;
import dev.whetstone.cli.terminal.Terminal;
import dev.whetstone.engine.Adapter;
import dev.whetstone.engine.ChatMessage;
import dev.whetstone.engine.LanguageModel;
import dev.whetstone.engine.constrain.Constraint;
import dev.whetstone.engine.generate.FinishReason;
import dev.whetstone.engine.generate.Generation;
import dev.whetstone.engine.generate.GenerationRequest;
import dev.whetstone.engine.generate.GenerationResult;
import dev.whetstone.engine.generate.GenerationScheduler;
import dev.whetstone.engine.generate.SchedulerOptions;
import dev.whetstone.engine.generate.TokenListener;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;

/** {@code whetstone engine generate}: base and adapters answer together, in one batch. */
@Command(
        name = "generate",
        mixinStandardHelpOptions = true,
        description = {
            "Answers each chat with the base and with every adapter, all in one batch, nothing merged.",
            "A chat that ends with an assistant's message is answered without it.",
            "With --schema each answer is a value of that JSON Schema or, cut by --max-tokens, the beginning of one; which it is, is said."
        })
final class GenerateCommand implements Callable<Integer> {

    private static final JsonMapper MAPPER = new JsonMapper();

    @Mixin
    ModelOptions model;

    @Mixin
    WeightsOption weights;

    @Mixin
    SamplingOptions sampling;

    @Mixin
    SchemaOption schema;

    @Option(
            names = "--chats",
            required = true,
            paramLabel = "FILE",
            description = "JSON Lines, one {\"messages\": [...]} a line.")
    Path chats;

    @Option(
            names = "--adapter",
            paramLabel = "NAME=DIR",
            description = "An adapter and what to call it; may be given more than once.")
    Map<String, Path> adapters = new LinkedHashMap<>();

    @Option(names = "--no-base", description = "Only the adapters answer.")
    boolean withoutBase;

    @Option(
            names = "--batch",
            paramLabel = "N",
            defaultValue = "16",
            description = "Completions decoded together. Default: ${DEFAULT-VALUE}.")
    int batch;

    @Option(names = "--json", description = "One JSON line a completion.")
    boolean json;

    /** One completion on its way. */
    private record Pending(int chat, String name, Generation generation) {}

    @Override
    public Integer call() {
        if (withoutBase && adapters.isEmpty()) {
            throw CommandFailure.usage("--no-base leaves nobody to answer", "Name an adapter with --adapter NAME=DIR.");
        }
        if (batch < 1) {
            throw CommandFailure.usage("--batch is " + batch, "Give at least 1.");
        }
        List<List<ChatMessage>> all = ChatsFile.read(chats);
        sampling.of(0);
        schema.requireUsable(sampling);
        Terminal terminal = Terminal.standard();
        try (LanguageModel loaded = model.load(terminal, weights.of(model.serving()));
                NamedAdapters named = NamedAdapters.load(loaded, adapters, !withoutBase)) {
            int count = all.size() * named.byName().size();
            SchedulerOptions options = new SchedulerOptions(batch, count, longest(loaded, all));
            try (GenerationScheduler scheduler = new GenerationScheduler(loaded, options)) {
                print(submit(loaded, scheduler, named, all, schema.compile(loaded)), terminal);
            }
        }
        return ExitCode.DONE;
    }

    /** So that keys and values take no more than these chats need. */
    private int longest(LanguageModel loaded, List<List<ChatMessage>> all) {
        int prompt =
                all.stream().mapToInt(chat -> prompt(loaded, chat).length).max().orElse(1);
        return (int)
                Math.min(loaded.contextLength(), (long) prompt + sampling.of(0).maxTokens());
    }

    private List<Pending> submit(
            LanguageModel loaded,
            GenerationScheduler scheduler,
            NamedAdapters named,
            List<List<ChatMessage>> all,
            Optional<Constraint> held) {
        List<Pending> pending = new ArrayList<>();
        for (int chat = 0; chat < all.size(); chat++) {
            int[] prompt = prompt(loaded, all.get(chat));
            for (Map.Entry<String, Optional<Adapter>> arm : named.byName().entrySet()) {
                GenerationRequest request =
                        new GenerationRequest(prompt, arm.getValue(), sampling.of(chat), Optional.empty(), held);
                Generation generation = Explained.run(() -> scheduler.submit(request, TokenListener.none()));
                pending.add(new Pending(chat, arm.getKey(), generation));
            }
        }
        return pending;
    }

    private static int[] prompt(LanguageModel loaded, List<ChatMessage> chat) {
        boolean answered = chat.getLast().role().equals("assistant");
        List<ChatMessage> messages = answered ? chat.subList(0, chat.size() - 1) : chat;
        return Explained.run(() -> loaded.prompt(messages));
    }

    private void print(List<Pending> pending, Terminal terminal) {
        int done = 0;
        for (Pending one : pending) {
            terminal.progress("generating: " + done++ + " of " + pending.size() + " completions done");
            GenerationResult result = result(one);
            if (json) {
                terminal.line(asJson(one, result).toString());
            } else {
                terminal.line(terminal.bold("chat " + (one.chat() + 1) + ", " + one.name())
                        + terminal.faint(
                                "  " + label(result) + ", " + result.tokens().length + " tokens" + held(result)));
                terminal.line(result.text());
                terminal.line("");
            }
        }
        terminal.clearProgress();
    }

    private static GenerationResult result(Pending one) {
        try {
            return one.generation().result().join();
        } catch (CompletionException e) {
            throw CommandFailure.failed(
                    "chat " + (one.chat() + 1) + ", " + one.name() + ": "
                            + e.getCause().getMessage(),
                    "The other completions were not touched by it: leave this chat or this adapter out.",
                    e);
        }
    }

    private static ObjectNode asJson(Pending one, GenerationResult result) {
        ObjectNode line = MAPPER.createObjectNode();
        line.put("chat", one.chat()).put("model", one.name()).put("text", result.text());
        for (int id : result.tokens()) {
            line.withArray("tokens").add(id);
        }
        line.put("finish_reason", label(result));
        line.put("prompt_tokens", result.promptTokens());
        line.put("constrained", result.constrained());
        if (result.constrained()) {
            line.put("complete", isComplete(result));
        }
        return line.put("seed", result.seed()).put("batch_size", result.batchSize());
    }

    private static String label(GenerationResult result) {
        return result.reason().name().toLowerCase(Locale.ROOT);
    }

    private static String held(GenerationResult result) {
        if (!result.constrained()) {
            return "";
        }
        return isComplete(result) ? ", a whole value of the schema" : ", only the beginning of a value of the schema";
    }

    private static boolean isComplete(GenerationResult result) {
        return result.reason() == FinishReason.STOP;
    }
}
