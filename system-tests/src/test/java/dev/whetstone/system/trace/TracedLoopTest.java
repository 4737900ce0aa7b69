package dev.whetstone.system.trace;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.whetstone.local.OtlpReceiver.TracedSpan;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The real loop on the default model, with its traces sent to a receiver of the test's own. Takes as long as the loop: about ten minutes. */
@Tag("kubernetes")
class TracedLoopTest {

    private static final Path HOME = Path.of("..").toAbsolutePath().normalize();
    private static final Path PACK = HOME.resolve("examples/governance-summary");
    private static final Path SAMPLES = PACK.resolve("proposals.jsonl");
    private static final Path STACK = HOME.resolve(".whetstone/traced-loop/stack");

    /** Long enough to be nobody else's words. */
    private static final Pattern PHRASE = Pattern.compile("[A-Za-z ,]{30,}");

    private static final int LONGEST_VALUE = 200;

    private static TracedLoop loop;
    private static String verdict;
    private static List<TracedSpan> trace;

    @BeforeAll
    static void turnTheLoopOnce() throws IOException {
        delete(STACK.getParent());
        Files.createDirectories(STACK);
        loop = new TracedLoop(HOME, STACK);
        verdict = loop.runToAServedAdapter(PACK, SAMPLES);
        TracedSpan published = loop.receiver().spans().stream()
                .filter(span -> TracedLoop.tells(span, "DatasetVersionPublished"))
                .findFirst()
                .orElseThrow();
        trace = loop.receiver().trace(published.trace());
    }

    @AfterAll
    static void stop() {
        if (loop != null) {
            loop.close();
        }
    }

    @Test
    void oneTraceLeadsFromTheUploadToTheServedAdapter() {
        assertThat(verdict).isEqualTo("PROMOTED");
        assertThat(events())
                .contains(
                        "DatasetVersionPublished",
                        "EvaluationCompleted",
                        "TuningDecided",
                        "TrainingQueued",
                        "TrainingStarted",
                        "TrainingProgressed",
                        "CheckpointSaved",
                        "AttemptFinished",
                        "TrainingSucceeded",
                        "AdapterJudged",
                        "ServingChanged",
                        "AdapterServed");
        assertThat(names()).contains("evaluate", "train attempt", "load adapter");
    }

    @Test
    void everyServiceAndTheWorkerAreInIt() {
        assertThat(trace.stream().map(TracedSpan::service).collect(Collectors.toSet()))
                .containsExactlyInAnyOrder(
                        "dataset-service", "eval-service", "training-service", "inference-gateway", "training-worker");
    }

    @Test
    void itBeginsWithTheUploadAndEveryOtherSpanHasItsParentInIt() {
        Set<String> ids = trace.stream().map(TracedSpan::id).collect(Collectors.toSet());

        assertThat(trace)
                .filteredOn(span -> span.parent().isEmpty())
                .singleElement()
                .satisfies(root -> {
                    assertThat(root.service()).isEqualTo("dataset-service");
                    assertThat(root.kind()).isEqualTo("SERVER");
                    assertThat(root.name()).contains("/v1/tasks/{task}/datasets");
                });
        assertThat(trace)
                .filteredOn(span -> !span.parent().isEmpty())
                .allSatisfy(span -> assertThat(ids).contains(span.parent()));
    }

    @Test
    void theGatewaysAnswersToTheEvaluationsAreInIt() {
        assertThat(trace)
                .filteredOn(span -> span.name().startsWith("chat "))
                .filteredOn(span -> !span.failed()) // a slow machine lets deadlines pass, and asks again
                .hasSizeGreaterThan(100)
                .allSatisfy(chat -> assertThat(chat.attributes())
                        .containsKeys("gen_ai.usage.input_tokens", "gen_ai.usage.output_tokens"));
    }

    @Test
    void noSpanHoldsATextOfTheSamplesNorAnythingLong() throws IOException {
        String everything = loop.receiver().everything();

        assertThat(phrases()).hasSizeGreaterThan(100).noneMatch(everything::contains);
        assertThat(loop.receiver().spans())
                .allSatisfy(span -> assertThat(span.attributes().values())
                        .allSatisfy(value -> assertThat(value).hasSizeLessThan(LONGEST_VALUE)));
        assertThat(everything).doesNotContain("exception.message").doesNotContain("exception.stacktrace");
    }

    @Test
    void theLogsAreJsonNameTheTraceAndHoldNoTextOfTheSamples() throws IOException {
        List<String> phrases = phrases();
        String id = trace.getFirst().trace();

        for (String service :
                List.of("dataset-service", "eval-service", "training-service", "inference-gateway", "worker")) {
            List<String> lines = log(service);
            assertThat(lines)
                    .as(service)
                    .isNotEmpty()
                    .allSatisfy(line ->
                            assertThat(new ObjectMapper().readTree(line)).isInstanceOf(JsonNode.class));
            assertThat(lines)
                    .as(service)
                    .anySatisfy(line -> assertThat(new ObjectMapper()
                                    .readTree(line)
                                    .path("mdc")
                                    .path("traceId")
                                    .asText())
                            .isEqualTo(id));
            assertThat(phrases).as(service).noneMatch(String.join("\n", lines)::contains);
        }
    }

    private static Set<String> names() {
        return trace.stream().map(TracedSpan::name).collect(Collectors.toSet());
    }

    /** Names of the events that were told in the trace. */
    private static Set<String> events() {
        return trace.stream()
                .filter(span -> span.kind().equals("PRODUCER"))
                .map(span -> span.attributes().get("cloudevents.event_type"))
                .map(type -> type.split("\\.")[2])
                .collect(Collectors.toSet());
    }

    /** The longest runs of plain words in the samples' messages: no writer escapes them. */
    private static List<String> phrases() throws IOException {
        try (Stream<String> rows = Files.lines(SAMPLES)) {
            return rows.flatMap(row -> PHRASE.matcher(row)
                            .results()
                            .map(match -> match.group().strip()))
                    .filter(phrase -> phrase.length() >= 30)
                    .distinct()
                    .toList();
        }
    }

    /** What the Java machine itself says before there is a logger is no line of the log. */
    private static List<String> log(String name) throws IOException {
        try (Stream<Path> files = Files.walk(STACK)) {
            Path log = files.filter(file -> file.getFileName().toString().equals(name + ".log"))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no " + name + ".log in " + STACK));
            return Files.readAllLines(log).stream()
                    .filter(line -> !line.isBlank() && !line.startsWith("WARNING: "))
                    .toList();
        }
    }

    private static void delete(Path directory) throws IOException {
        if (Files.exists(directory)) {
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
