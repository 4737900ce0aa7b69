package dev.whetstone.cli.keys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whetstone.artifacts.PrivateSealingKey;
import dev.whetstone.artifacts.PublicSealingKey;
import dev.whetstone.cli.Whetstone;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

class KeysCommandTest {

    @TempDir
    Path directory;

    @Test
    void makesAPairForEachServiceThatHasOneAndKeepsThem() throws IOException {
        assertThat(Whetstone.commandLine().execute("keys", directory.toString()))
                .isZero();

        KeyPairs pairs = new KeyPairs(directory);
        for (String owner : new String[] {"eval-service", "dataset-service"}) {
            assertThat(PrivateSealingKey.read(pairs.privateKey(owner)).publicKey())
                    .isEqualTo(PublicSealingKey.read(pairs.publicKey(owner)));
        }

        String before = Files.readString(pairs.privateKey("eval-service"));
        assertThat(Whetstone.commandLine().execute("keys", directory.toString()))
                .isZero();
        assertThat(Files.readString(pairs.privateKey("eval-service"))).isEqualTo(before);
    }
}
