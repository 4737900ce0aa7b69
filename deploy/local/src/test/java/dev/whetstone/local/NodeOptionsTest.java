package dev.whetstone.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;

class NodeOptionsTest {

    @Test
    void directoryIsEnough() {
        assertThat(NodeOptions.parse("--directory", "here")).isEqualTo(new NodeOptions(Path.of("here"), 0, false));
    }

    @Test
    void everyOptionIsRead() {
        assertThat(NodeOptions.parse("--exit-with-parent", "--port", "9092", "--directory", "here"))
                .isEqualTo(new NodeOptions(Path.of("here"), 9092, true));
    }

    @Test
    void whatIsWrongIsNamed() {
        assertThatThrownBy(NodeOptions::parse).hasMessageContaining("--directory is missing");
        assertThatThrownBy(() -> NodeOptions.parse("--directory")).hasMessageContaining("--directory needs a value");
        assertThatThrownBy(() -> NodeOptions.parse("--port", "70000")).hasMessageContaining("but got '70000'");
        assertThatThrownBy(() -> NodeOptions.parse("--port", "x")).hasMessageContaining("but got 'x'");
        assertThatThrownBy(() -> NodeOptions.parse("--verbose")).hasMessageContaining("'--verbose'");
    }
}
