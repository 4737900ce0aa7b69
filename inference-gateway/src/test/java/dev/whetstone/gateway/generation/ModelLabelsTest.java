package dev.whetstone.gateway.generation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;

class ModelLabelsTest {

    private final ModelLabels labels = new ModelLabels();

    @Test
    void aThousandTasksAreNotAThousandLabels() {
        Set<String> used = new HashSet<>();
        IntStream.range(0, 1_000).forEach(task -> used.add(labels.of("task-" + task + "@stable")));

        assertThat(used).hasSize(65).contains(ModelLabels.OTHER);
    }

    @Test
    void aLabelThatHasItsPlaceKeepsIt() {
        IntStream.range(0, 1_000).forEach(task -> labels.of("task-" + task + "@stable"));

        assertThat(labels.of("task-7@stable")).isEqualTo("task-7@stable");
        assertThat(labels.of("task-999@stable")).isEqualTo(ModelLabels.OTHER);
    }
}
