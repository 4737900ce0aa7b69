package dev.whetstone.engine.train;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

class AvailableMemoryTest {

    @TempDir
    Path root;

    @BeforeEach
    void aMachine() throws IOException {
        write(
                "proc/meminfo",
                "MemTotal:       24000000 kB\nMemFree:         1000000 kB\nMemAvailable:   20000000 kB\n");
    }

    @Test
    void withoutALimitItIsWhatTheMachineHas() throws IOException {
        assertThat(new AvailableMemory(root).bytes()).hasValue(20_000_000L << 10);

        write("sys/fs/cgroup/memory.max", "max\n");
        write("sys/fs/cgroup/memory.current", "5\n");
        assertThat(new AvailableMemory(root).bytes()).hasValue(20_000_000L << 10);
    }

    @Test
    void aContainersLimitCountsWithoutFilePagesThatCanBeDropped() throws IOException {
        write("sys/fs/cgroup/memory.max", "8000000000\n");
        write("sys/fs/cgroup/memory.current", "3000000000\n");
        write("sys/fs/cgroup/memory.stat", "anon 1\nfile 2000000000\ninactive_anon 7\ninactive_file 1500000000\n");

        assertThat(new AvailableMemory(root).bytes()).hasValue(6_500_000_000L);
    }

    @Test
    void aGroupBeyondItsLimitHasNothingLeft() throws IOException {
        write("sys/fs/cgroup/memory.max", "100\n");
        write("sys/fs/cgroup/memory.current", "200\n");

        assertThat(new AvailableMemory(root).bytes()).hasValue(0);
    }

    @Test
    void whereNothingSaysNothingIsKnown() {
        assertThat(new AvailableMemory(root.resolve("elsewhere")).bytes()).isEmpty();
    }

    private void write(String file, String text) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }
}
