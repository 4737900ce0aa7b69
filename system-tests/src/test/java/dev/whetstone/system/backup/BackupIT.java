package dev.whetstone.system.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whetstone.cli.Whetstone;
import dev.whetstone.cli.terminal.Terminal;
import dev.whetstone.contracts.Digest;
import dev.whetstone.engine.sample.TinyModel;
import dev.whetstone.local.DatabaseAccess;
import dev.whetstone.system.audit.EventAudit;
import dev.whetstone.system.audit.Finding;
import dev.whetstone.system.audit.LoopFacts;
import dev.whetstone.system.audit.Trail;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;

/** {@code whetstone backup} while a stack works, {@code whetstone restore} into an empty one, and the loop goes on there. */
@Tag("kubernetes")
@Timeout(600)
class BackupIT {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** What has no outbox is not told again: the worker's progress, and what gateways say. */
    private static final List<String> WITHOUT_OUTBOX =
            List.of("training-progress", "serving-events", "traffic-samples");

    @TempDir
    Path root;

    @Test
    void aBackupOfAWorkingStackGoesOnInAnEmptyOne() throws SQLException {
        Path model = TinyModel.write(root.resolve("model"));
        JsonNode first;
        JsonNode second;
        Digest adapter;
        JsonNode aliasBefore;

        // Given: a stack that serves an adapter, whose state was told long ago, and that is evaluating the next version
        LivingLoop old = LivingLoop.start(root.resolve("old"), model, root);
        try {
            old.define();
            first = old.upload(1);
            adapter = new Digest(old.judged(first).path("adapter").asText());
            old.force(adapter);
            old.answersWith(adapter);
            aliasBefore = old.alias();
            forgetOldStates(old.database("evaluation"));
            second = old.upload(2);
            JsonNode version = second;
            await().atMost(PATIENCE).pollInterval(Duration.ofMillis(50)).until(() -> old.running(version));

            // When: it is backed up, works on, and is lost with all that came after
            assertThat(whetstone("backup", root.resolve("backup"), root.resolve("old")))
                    .isZero();
            old.judged(second);
        } finally {
            old.stack().stop(Terminal.quiet());
        }
        assertThat(whetstone("restore", root.resolve("backup"), root.resolve("new")))
                .isZero();

        // Then: what was served is served, what was being evaluated comes to its verdict, and a new version too
        LivingLoop restored = LivingLoop.start(root.resolve("new"), model, root);
        try {
            restored.answersWith(adapter);
            assertThat(restored.alias().path("stable")).isEqualTo(aliasBefore.path("stable"));
            long revision = aliasBefore.path("revision").asLong();
            restored.judged(second);
            JsonNode third = restored.upload(3);
            assertThat(third.path("number").asInt()).isEqualTo(3);
            restored.judged(third);

            // And: nothing lost, nothing doubled
            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(unexpected(restored.trail())).isEmpty());
            Trail trail = restored.trail();
            assertThat(trail.records())
                    .as("the state of before, told again")
                    .anyMatch(record -> record.type().equals("whetstone.serving.ServingChanged.v1")
                            && record.json().contains("\"revision\":" + revision + ","));
            for (JsonNode version : List.of(first, second, third)) {
                assertThat(LoopFacts.of(trail.records(), digest(version)).findings())
                        .as("version " + version.path("number"))
                        .isEmpty();
            }
        } finally {
            restored.stack().stop(Terminal.quiet());
        }
    }

    @Test
    void nothingIsRestoredOverAStackAndNoHalfBackupIsTaken() {
        Path empty = root.resolve("empty");

        assertThat(whetstone("backup", root.resolve("backup"), empty))
                .as("no stack runs there")
                .isEqualTo(3);
        assertThat(whetstone("restore", root, empty)).as("no backup.json").isEqualTo(2);
    }

    /** As eight days do: published rows leave the outbox, but for the newest state of each task. */
    private static void forgetOldStates(DatabaseAccess evaluation) throws SQLException {
        try (Connection database = DriverManager.getConnection(
                        evaluation.jdbcUrl(), evaluation.username(), evaluation.password());
                Statement statement = database.createStatement()) {
            statement.execute("UPDATE outbox_event SET published_at = published_at - interval '8 days'"
                    + " WHERE topic = 'whetstone.serving.state.v1'");
            await().atMost(PATIENCE).untilAsserted(() -> {
                try (var rows = statement.executeQuery(
                        "SELECT count(*) FROM outbox_event WHERE topic = 'whetstone.serving.state.v1'")) {
                    rows.next();
                    assertThat(rows.getInt(1)).isEqualTo(1);
                }
            });
        }
    }

    private static List<Finding> unexpected(Trail trail) {
        return EventAudit.of(trail).findings().stream()
                .filter(finding -> !(finding.kind() == Finding.Kind.INVENTED
                        && WITHOUT_OUTBOX.stream().anyMatch(finding.text()::contains)))
                .toList();
    }

    private static Digest digest(JsonNode version) {
        return new Digest(version.path("version").asText());
    }

    private static int whetstone(String command, Path backup, Path stack) {
        return Whetstone.commandLine().execute(command, backup.toString(), "--dir", stack.toString());
    }
}
