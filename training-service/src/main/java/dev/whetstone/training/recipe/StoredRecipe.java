package dev.whetstone.training.recipe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.whetstone.contracts.TaskName;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

import java.time.Instant;
import java.util.Optional;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** A task's settings as last set. */
@Entity
@Table(name = "stored_recipe")
public class StoredRecipe extends PanacheEntityBase {

    @Id
    private String task;

    @JdbcTypeCode(SqlTypes.JSON)
    private JsonNode settings;

    private String digest;

    @Column(name = "changed_at")
    private Instant changedAt;

    protected StoredRecipe() {}

    static void store(TaskName task, TrainingSettings settings, Instant now) {
        StoredRecipe row =
                StoredRecipe.<StoredRecipe>findByIdOptional(task.value()).orElseGet(StoredRecipe::new);
        ObjectNode written = SettingsJson.write(settings);
        row.task = task.value();
        row.settings = written;
        row.digest = SettingsJson.digest(settings.recipe()).value();
        row.changedAt = now;
        row.persist();
    }

    public static Optional<TrainingSettings> findFor(TaskName task) {
        return StoredRecipe.<StoredRecipe>findByIdOptional(task.value()).map(row -> SettingsJson.read(row.settings));
    }
}
