package dev.whetstone.artifacts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whetstone.contracts.EventJson;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

class StoreSettingsTest {

    @TempDir
    Path directory;

    @Test
    void aDirectoryIsChosenByItsSetting() {
        StoreSettings settings = from(Map.of("whetstone.artifacts.directory", directory.toString()));

        assertThat(settings).isEqualTo(StoreSettings.ofDirectory(directory));
        assertThat(settings.open()).isInstanceOf(DirectoryArtifactStore.class).hasToString(directory.toString());
    }

    @Test
    void withoutAnySettingTheErrorNamesThem() {
        assertThatThrownBy(() -> from(Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("whetstone.artifacts.directory");
    }

    @Test
    void theyTravelAsJson() throws IOException {
        StoreSettings settings = StoreSettings.ofDirectory(directory);

        byte[] json = EventJson.mapper().writeValueAsBytes(settings);

        assertThat(EventJson.mapper().readValue(json, StoreSettings.class)).isEqualTo(settings);
    }

    private static StoreSettings from(Map<String, String> settings) {
        return StoreSettings.from(name -> Optional.ofNullable(settings.get(name)));
    }
}
