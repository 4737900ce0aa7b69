package dev.whetstone.cli.deadletter;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.whetstone.cli.CommandFailure;
import dev.whetstone.cli.ExitCode;
import dev.whetstone.cli.stack.Stack;
import dev.whetstone.cli.stack.StackOptions;
import dev.whetstone.cli.terminal.Terminal;
import dev.whetstone.contracts.Topic;
import dev.whetstone.messaging.DeadLetter;
import dev.whetstone.messaging.DeadLetterReplay;
import dev.whetstone.messaging.DeadReason;
import dev.whetstone.messaging.MessagingException;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;

/** {@code whetstone dead-letters list|replay}. */
@Command(
        name = "dead-letters",
        mixinStandardHelpOptions = true,
        description = "Shows events that no consumer could take, and sends them again.",
        subcommands = {DeadLettersCommand.Waiting.class, DeadLettersCommand.Replay.class})
public final class DeadLettersCommand {

    /** Those that wait, of every topic. */
    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "Lists the dead letters that wait to be replayed, oldest first in each topic. "
                    + "Exits 0 whether there are any or not.")
    static final class Waiting implements Callable<Integer> {

        @Mixin
        StackOptions stack;

        @Option(names = "--json", description = "One JSON array instead of lines.")
        boolean json;

        @Override
        public Integer call() {
            Map<Topic, List<DeadLetter>> waiting = asked(stack.require(), Waiting::waiting);
            if (json) {
                System.out.println(json(waiting));
            } else {
                print(waiting, Terminal.standard());
            }
            return ExitCode.DONE;
        }

        private static Map<Topic, List<DeadLetter>> waiting(DeadLetterReplay deadLetters) {
            Map<Topic, List<DeadLetter>> waiting = new EnumMap<>(Topic.class);
            for (Topic topic : Topic.values()) {
                List<DeadLetter> letters = deadLetters.list(topic);
                if (!letters.isEmpty()) {
                    waiting.put(topic, letters);
                }
            }
            return waiting;
        }

        private static void print(Map<Topic, List<DeadLetter>> waiting, Terminal terminal) {
            if (waiting.isEmpty()) {
                terminal.line("No dead letters wait.");
            }
            waiting.forEach((topic, letters) -> {
                terminal.heading(topic.topicName() + ": " + letters.size());
                letters.forEach(letter -> terminal.line(DeadLettersCommand.line(letter)));
            });
            if (!waiting.isEmpty()) {
                terminal.line("");
                terminal.line("When their cause is gone: whetstone dead-letters replay TOPIC");
            }
        }

        private static ArrayNode json(Map<Topic, List<DeadLetter>> waiting) {
            ArrayNode array = new JsonMapper().createArrayNode();
            waiting.forEach((topic, letters) -> letters.forEach(letter -> {
                ObjectNode node = array.addObject()
                        .put("topic", topic.topicName())
                        .put("offset", letter.offset())
                        .put("died", letter.died().toString())
                        .put("message", letter.message())
                        .put("group", letter.group())
                        .put("origin", letter.origin());
                letter.reason().ifPresent(reason -> node.put("reason", reason.label()));
                letter.eventId().ifPresent(id -> node.put("event_id", id));
                letter.type().ifPresent(type -> node.put("type", type));
            }));
            return array;
        }
    }

    /** Sends those of one topic to where they came from. */
    @Command(
            name = "replay",
            mixinStandardHelpOptions = true,
            description =
                    "Sends a topic's waiting dead letters to it again, each once. A consumer that had taken one in knows it again; "
                            + "what fails again is a dead letter again.")
    static final class Replay implements Callable<Integer> {

        @Mixin
        StackOptions stack;

        @Parameters(
                index = "0",
                paramLabel = "TOPIC",
                converter = TopicByName.class,
                description = "A topic as `dead-letters list` names it, such as whetstone.dataset.events.v1.")
        Topic topic;

        @Override
        public Integer call() {
            List<DeadLetter> sent = asked(stack.require(), deadLetters -> deadLetters.replay(topic));
            Terminal terminal = Terminal.standard();
            sent.forEach(letter -> terminal.line(DeadLettersCommand.line(letter)));
            terminal.line("Sent to %s again: %d.", topic.topicName(), sent.size());
            return ExitCode.DONE;
        }
    }

    /** By the name that it has on the broker. */
    static final class TopicByName implements ITypeConverter<Topic> {

        @Override
        public Topic convert(String name) {
            return Topic.named(name)
                    .orElseThrow(() -> new TypeConversionException("'" + name + "' is no topic: give one of "
                            + Arrays.stream(Topic.values())
                                    .map(Topic::topicName)
                                    .collect(Collectors.joining(", "))));
        }
    }

    private static <T> T asked(Stack stack, Function<DeadLetterReplay, T> question) {
        String broker = "localhost:" + stack.ports().kafka();
        try (DeadLetterReplay deadLetters = DeadLetterReplay.connect(broker)) {
            return question.apply(deadLetters);
        } catch (MessagingException e) {
            throw CommandFailure.failed(
                    e.getMessage(),
                    "Look at `whetstone status` and at " + stack.directory().log("kafka") + ".",
                    e);
        }
    }

    private static String line(DeadLetter letter) {
        return "  %s  %s  %s  given up by %s: %s"
                .formatted(
                        letter.died(),
                        letter.reason().map(DeadReason::label).orElse("unknown reason"),
                        letter.type().orElse("no event type"),
                        letter.group().isEmpty() ? "an unknown program" : letter.group(),
                        letter.message());
    }
}
