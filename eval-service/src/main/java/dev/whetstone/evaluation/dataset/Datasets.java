package dev.whetstone.evaluation.dataset;

import static dev.whetstone.evaluation.edge.EvaluationError.DATASET_UNKNOWN;

import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.TaskName;
import dev.whetstone.contracts.dataset.DatasetVersionPublished;
import dev.whetstone.contracts.dataset.Split;
import dev.whetstone.contracts.dataset.SplitName;
import dev.whetstone.edge.RequestRefused;
import dev.whetstone.evaluation.suite.InvalidItemException;
import dev.whetstone.evaluation.suite.Item;
import dev.whetstone.evaluation.suite.ItemReader;
import dev.whetstone.evaluation.vault.Vault;
import io.quarkus.narayana.jta.QuarkusTransaction;

import java.io.ByteArrayInputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

/** Published versions and the items of their sealed splits. */
@ApplicationScoped
public class Datasets {
    private final Vault vault;

    Datasets(Vault vault) {
        this.vault = vault;
    }

    public Optional<DatasetVersionPublished> newest(TaskName task) {
        return QuarkusTransaction.joiningExisting()
                .call(() -> DatasetVersion.newest(task).map(DatasetVersion::published));
    }

    /** By dataset-service's clock. */
    public Optional<Instant> publishedAt(TaskName task, Digest version) {
        return QuarkusTransaction.joiningExisting()
                .call(() -> DatasetVersion.of(task, version).map(DatasetVersion::publishedAt));
    }

    /** @throws RequestRefused when no such version was published */
    public DatasetVersionPublished require(TaskName task, Digest version) {
        return QuarkusTransaction.joiningExisting()
                .call(() -> DatasetVersion.of(task, version)
                        .map(DatasetVersion::published)
                        .orElseThrow(() -> new RequestRefused(
                                DATASET_UNKNOWN,
                                "task " + task + " has no dataset version " + version
                                        + " that this service has heard of",
                                "Push the dataset, or name a version that dataset-service lists.")));
    }

    /**
     * The items of a sealed split.
     *
     * @throws dev.whetstone.artifacts.ArtifactException when its bytes are missing, changed or not sealed to this service
     * @throws InvalidItemException when it does not hold the rows that were published
     */
    public List<Item> open(DatasetVersionPublished version, SplitName name) {
        Split split = version.split(name);
        if (split.rows() == 0) {
            return List.of();
        }
        List<Item> items = ItemReader.read(new ByteArrayInputStream(vault.open(split.artifact())));
        if (items.size() != split.rows()) {
            throw new InvalidItemException("the " + name.label() + " split of version " + version.version()
                    + " was published with " + split.rows() + " rows, but holds " + items.size());
        }
        return items;
    }
}
