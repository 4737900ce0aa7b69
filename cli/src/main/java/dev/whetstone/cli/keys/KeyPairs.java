package dev.whetstone.cli.keys;

import dev.whetstone.artifacts.PrivateSealingKey;
import dev.whetstone.artifacts.SealingKeys;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Key files of a deployment, in one directory. */
public record KeyPairs(Path directory) {

    private static final List<String> OWNERS = List.of("eval-service", "dataset-service");

    public Path privateKey(String owner) {
        return directory.resolve(owner + ".private.json");
    }

    public Path publicKey(String owner) {
        return directory.resolve(owner + ".public.json");
    }

    /**
     * Keys that exist are kept, since what is sealed to them is lost without them.
     *
     * @return the owners of new pairs
     */
    public List<String> makeMissing() {
        List<String> made = new ArrayList<>();
        for (String owner : OWNERS) {
            if (!Files.exists(privateKey(owner))) {
                PrivateSealingKey key = SealingKeys.generate();
                key.publicKey().write(publicKey(owner));
                key.write(privateKey(owner));
                made.add(owner);
            }
        }
        return made;
    }
}
