package dev.whetstone.dataset.version;

import dev.whetstone.dataset.ingest.IngestLimits;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

import java.nio.file.Path;
import java.time.Duration;

/** {@code whetstone.ingest.*}: what uploads may ask of this process. */
@ConfigMapping(prefix = "whetstone.ingest")
interface IngestConfig {

    @WithDefault("2M")
    MemorySize maxLine();

    @WithDefault("200000")
    int maxRows();

    @WithDefault("256M")
    MemorySize maxUpload();

    /** Where an upload lies while it is checked, in files that have no name. */
    @WithDefault("${java.io.tmpdir}/whetstone-ingest")
    Path spoolDirectory();

    /** Uploads checked at once; each may hold some 600 bytes a row in memory. */
    @WithDefault("2")
    int concurrentUploads();

    /** How long another upload waits for its turn. */
    @WithDefault("30s")
    Duration patience();

    default IngestLimits limits() {
        return new IngestLimits(
                Math.toIntExact(maxLine().asLongValue()), maxRows(), maxUpload().asLongValue());
    }
}
