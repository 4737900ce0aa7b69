package dev.whetstone.system.audit;

import static dev.whetstone.system.audit.Finding.Kind.DEAD;
import static dev.whetstone.system.audit.Finding.Kind.INVENTED;
import static dev.whetstone.system.audit.Finding.Kind.LOST;
import static dev.whetstone.system.audit.Finding.Kind.WAITING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whetstone.contracts.dataset.DatasetVersionPublished;
import dev.whetstone.contracts.evaluation.TuningDecided;
import dev.whetstone.contracts.training.TrainingProgressed;
import dev.whetstone.local.KafkaNode;
import dev.whetstone.local.PostgresNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;

/** The audit of a real broker and a real database, with messaging's own tables. */
class TrailTest {

    private static final List<String> SCHEMAS = List.of("dataset", "evaluation", "training");

    @TempDir
    static Path directory;

    private static KafkaNode kafka;
    private static PostgresNode postgres;

    @BeforeAll
    static void start() throws Exception {
        kafka = KafkaNode.start(directory.resolve("kafka"), 0);
        postgres = PostgresNode.start(directory.resolve("postgres"), 0);
        for (String schema : SCHEMAS) {
            PlantedRows.createTables(postgres.access(schema));
        }
    }

    @AfterAll
    static void stop() {
        postgres.close();
        kafka.close();
    }

    @Test
    void aHealthyTrailIsCleanAndEachFaultThatIsPlantedInItIsFound() throws Exception {
        Telling telling = Telling.of(
                Golden.event(DatasetVersionPublished.class),
                Golden.event(TuningDecided.class),
                Golden.event(TrainingProgressed.class));
        PlantedRecords.send(kafka.bootstrapServers(), telling.records);
        for (String schema : SCHEMAS) {
            PlantedRows.insert(postgres.access(schema), schema, telling);
        }
        Trail healthy = read();
        assertThat(healthy.records()).containsExactlyInAnyOrderElementsOf(placed(healthy, telling));
        assertThat(EventAudit.of(healthy).findings()).isEmpty();
        assertThat(EventAudit.of(healthy).deliveries()).isEqualTo(4);

        plant(telling);

        assertThat(EventAudit.of(read()).findings())
                .extracting(Finding::kind)
                .containsExactlyInAnyOrder(WAITING, INVENTED, LOST, LOST, LOST, DEAD);
    }

    /** Offsets and partitions are the broker's choice. */
    private static List<TopicRecord> placed(Trail trail, Telling telling) {
        return telling.records.stream()
                .flatMap(told -> trail.records().stream()
                        .filter(read -> read.id().equals(told.id()))
                        .map(read -> new TopicRecord(
                                told.topic(),
                                read.partition(),
                                read.offset(),
                                told.id(),
                                told.type(),
                                told.key(),
                                told.json())))
                .toList();
    }

    private static void plant(Telling telling) throws Exception {
        PlantedRows.execute(postgres.access("dataset"), "UPDATE outbox_event SET published_at = NULL");
        PlantedRows.execute(
                postgres.access("training"), "DELETE FROM inbox_event WHERE consumer = 'training-progress'");
        TopicRecord known = telling.records.getFirst();
        TopicRecord invented = new TopicRecord(
                known.topic(), 0, 0, "7d3c1b46-0000-4000-8000-000000000001", known.type(), "other-task", known.json());
        TopicRecord dead =
                new TopicRecord(known.topic() + ".dlq", 0, 0, known.id(), known.type(), known.key(), known.json());
        // Neither evaluation nor training has taken the invented one in.
        PlantedRecords.send(kafka.bootstrapServers(), List.of(invented, dead));
    }

    private static Trail read() {
        return Trail.read(
                kafka.bootstrapServers(), SCHEMAS.stream().map(postgres::access).toList());
    }

    @Test
    void aTopicThatIsNotThereIsAnError() {
        assertThatThrownBy(() -> TopicReader.read(kafka.bootstrapServers(), List.of("whetstone.none.v1")))
                .hasMessageContaining("whetstone.none.v1");
    }
}
