package dev.whetstone.dataset.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whetstone.dataset.edge.DatasetError;
import dev.whetstone.edge.RequestRefused;
import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

class ReceivingStreamTest {

    /** /dev/full refuses every byte as a full disk does. */
    @Test
    void aFullDiskIsSaidWithThePlaceInTheUpload() throws IOException {
        try (Spool full = new Spool(FileChannel.open(Path.of("/dev/full"), StandardOpenOption.WRITE));
                ReceivingStream received =
                        new ReceivingStream(new ByteArrayInputStream(new byte[10_000]), full, 1_000_000)) {
            assertThatThrownBy(received::readAllBytes)
                    .isInstanceOfSatisfying(RequestRefused.class, e -> {
                        assertThat(e.code()).isEqualTo(DatasetError.NO_SPACE);
                        assertThat(e.whatToDo()).contains("free disk space");
                    })
                    .hasMessageContaining("could not be kept")
                    .hasMessageContaining("No space left on device");
        }
    }
}
