package dev.whetstone.dataset.proposal;

import dev.whetstone.artifacts.PrivateSealingKey;
import dev.whetstone.artifacts.SealedArtifacts;
import dev.whetstone.contracts.ArtifactRef;
import dev.whetstone.dataset.regression.RegressionRow;
import dev.whetstone.dataset.row.ParsedRow;
import dev.whetstone.dataset.row.RowParser;
import dev.whetstone.dataset.task.TaskDefinition;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** Opens the samples of a proposal. */
@Singleton
class ProposedSamples {

    private final SealedArtifacts sealed;
    private final PrivateSealingKey key;

    @Inject
    ProposedSamples(SealedArtifacts sealed, PrivateSealingKey key) {
        this.sealed = sealed;
        this.key = key;
    }

    /** @param refused lines that are no rows of the task */
    record Opened(List<RegressionRow> rows, int refused) {}

    Opened open(ArtifactRef samples, TaskDefinition definition) {
        RowParser parser = new RowParser(definition.failureRules());
        List<RegressionRow> rows = new ArrayList<>();
        int refused = 0;
        for (String line : lines(samples)) {
            byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
            switch (parser.parse(bytes, bytes.length)) {
                case ParsedRow.Accepted accepted -> rows.add(RegressionRow.of(accepted.row(), definition.labelRule()));
                case ParsedRow.Refused _ -> refused++;
            }
        }
        return new Opened(rows, refused);
    }

    private List<String> lines(ArtifactRef samples) {
        try (InputStream plain = sealed.open(samples, key)) {
            return new BufferedReader(new InputStreamReader(plain, StandardCharsets.UTF_8))
                    .lines()
                    .filter(line -> !line.isBlank())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
