package dev.whetstone.artifacts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whetstone.artifacts.s3.S3ArtifactStore;
import dev.whetstone.artifacts.s3.S3Settings;
import dev.whetstone.contracts.EventJson;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

class StoreSettingsTest {

    private static final String S3 = "whetstone.artifacts.s3.";

    @TempDir
    Path directory;

    @Test
    void aDirectoryIsChosenByItsSetting() {
        StoreSettings settings = from(Map.of("whetstone.artifacts.directory", directory.toString()));

        assertThat(settings).isEqualTo(StoreSettings.ofDirectory(directory));
        assertThat(settings.open()).isInstanceOf(DirectoryArtifactStore.class).hasToString(directory.toString());
    }

    @Test
    void aBucketIsChosenByItsSetting() {
        StoreSettings settings = from(bucket(Map.of()));

        assertThat(settings.s3())
                .contains(new S3Settings(
                        "artifacts", "", Optional.empty(), Optional.empty(), false, directory, 10L << 30));
    }

    @Test
    void everySettingOfABucketIsRead() {
        StoreSettings settings = from(bucket(Map.of(
                S3 + "prefix", "/team/whetstone/",
                S3 + "endpoint", "http://127.0.0.1:1",
                S3 + "region", "eu-central-1",
                S3 + "path-style", "true",
                S3 + "cache-size", "500Mi")));

        assertThat(settings.s3())
                .contains(new S3Settings(
                        "artifacts",
                        "team/whetstone/",
                        Optional.of(URI.create("http://127.0.0.1:1")),
                        Optional.of("eu-central-1"),
                        true,
                        directory,
                        500L << 20));
        assertThat(settings.open())
                .isInstanceOf(S3ArtifactStore.class)
                .hasToString("bucket artifacts at http://127.0.0.1:1");
    }

    @Test
    void neitherOrBothIsAnErrorThatNamesBothSettings() {
        Map<String, String> both = new HashMap<>(bucket(Map.of()));
        both.put("whetstone.artifacts.directory", directory.toString());

        assertThatThrownBy(() -> from(Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("whetstone.artifacts.directory")
                .hasMessageContaining("whetstone.artifacts.s3.bucket");
        assertThatThrownBy(() -> from(both))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("whetstone.artifacts.directory")
                .hasMessageContaining("whetstone.artifacts.s3.bucket");
    }

    @Test
    void aBucketNeedsALocalDirectory() {
        assertThatThrownBy(() -> from(Map.of(S3 + "bucket", "artifacts")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("whetstone.artifacts.s3.cache-directory is not set");
    }

    @ParameterizedTest
    @CsvSource({
        "endpoint, s3.example.com:9000",
        "endpoint, ftp://s3.example.com",
        "endpoint, http://bad host",
        "path-style, yes",
        "cache-size, 10X",
        "cache-size, -1",
        "bucket, ' '"
    })
    void aWrongValueIsNamedWithItsSetting(String setting, String value) {
        assertThatThrownBy(() -> from(bucket(Map.of(S3 + setting, value))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(S3 + setting)
                .hasMessageContaining(value);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "65536, 65536", "64K, 65536", "1Mi, 1048576", "2G, 2147483648", "1TiB, 1099511627776"})
    void sizesAreReadAsManifestsWriteThem(String text, long bytes) {
        assertThat(from(bucket(Map.of(S3 + "cache-size", text)))
                        .s3()
                        .orElseThrow()
                        .cacheBytes())
                .isEqualTo(bytes);
    }

    @Test
    void credentialsInAnAddressAreRefusedAndNotRepeated() {
        assertThatThrownBy(() -> from(bucket(Map.of(S3 + "endpoint", "http://name:pass-word@host:9000"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("AWS_SECRET_ACCESS_KEY")
                .hasMessageNotContaining("pass-word");
    }

    @Test
    void theyTravelAsJson() throws IOException {
        StoreSettings inDirectory = StoreSettings.ofDirectory(directory);
        StoreSettings inBucket = from(bucket(Map.of(S3 + "endpoint", "http://127.0.0.1:1")));

        assertThat(EventJson.mapper().readValue(json(inDirectory), StoreSettings.class))
                .isEqualTo(inDirectory);
        assertThat(EventJson.mapper().readValue(json(inBucket), StoreSettings.class))
                .isEqualTo(inBucket);
        assertThat(new String(json(inBucket), StandardCharsets.UTF_8)).contains("\"endpoint\":\"http://127.0.0.1:1\"");
    }

    private static byte[] json(StoreSettings settings) throws IOException {
        return EventJson.mapper().writeValueAsBytes(settings);
    }

    private Map<String, String> bucket(Map<String, String> more) {
        Map<String, String> settings = new HashMap<>();
        settings.put(S3 + "bucket", "artifacts");
        settings.put(S3 + "cache-directory", directory.toString());
        settings.putAll(more);
        return settings;
    }

    private static StoreSettings from(Map<String, String> settings) {
        return StoreSettings.from(name -> Optional.ofNullable(settings.get(name)));
    }
}
