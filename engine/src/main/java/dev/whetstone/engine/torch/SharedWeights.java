package dev.whetstone.engine.torch;

import dev.whetstone.engine.ModelException;
import dev.whetstone.engine.Precision;
import dev.whetstone.engine.WeightFormat;
import dev.whetstone.engine.format.ModelConfig;
import dev.whetstone.engine.format.Sha256;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A model that is loaded twice in a process is in its memory once: the frozen weights are never written to. */
final class SharedWeights implements AutoCloseable {

    private static final Map<Key, Loaded> LOADED = new HashMap<>();

    private final Key key;
    private final Weights weights;
    private boolean closed;

    private SharedWeights(Key key, Weights weights) {
        this.key = key;
        this.weights = weights;
    }

    /** The same bytes, seen the same way, in the same form. */
    private record Key(
            ModelConfig config,
            List<WeightFile> files,
            Precision precision,
            boolean host,
            boolean reordered,
            WeightFormat format) {}

    /** A file is taken to be unchanged while these are. */
    private record WeightFile(Path path, long size, FileTime changed) {}

    private static final class Loaded {

        private final Weights weights;
        private int users;

        private Loaded(Weights weights) {
            this.weights = weights;
        }
    }

    static SharedWeights of(Path directory, ModelConfig config, Backend backend) {
        Key key = new Key(
                config,
                files(directory),
                backend.precision(),
                backend.onHost(),
                backend.reordersWeights(),
                backend.weights());
        synchronized (LOADED) {
            Loaded loaded = LOADED.get(key);
            if (loaded == null) {
                loaded = new Loaded(Weights.load(directory, config, backend));
                LOADED.put(key, loaded);
            }
            loaded.users++;
            return new SharedWeights(key, loaded.weights);
        }
    }

    Weights weights() {
        return weights;
    }

    /** Names the weights as they are computed with, in this process: their files, their shape, the number format. */
    String digest() {
        return Sha256.of(key.toString());
    }

    /** The last user's frees them. */
    @Override
    public void close() {
        synchronized (LOADED) {
            Loaded loaded = LOADED.get(key);
            if (!closed && --loaded.users == 0) {
                LOADED.remove(key);
                loaded.weights.close();
            }
            closed = true;
        }
    }

    private static List<WeightFile> files(Path directory) {
        try (Stream<Path> all = Files.list(directory.toRealPath())) {
            return all.filter(file -> file.toString().endsWith(".safetensors"))
                    .sorted()
                    .map(SharedWeights::file)
                    .toList();
        } catch (IOException e) {
            throw new ModelException("cannot list " + directory + " (" + e + "): check the path and its rights", e);
        }
    }

    private static WeightFile file(Path path) {
        try {
            return new WeightFile(path.toRealPath(), Files.size(path), Files.getLastModifiedTime(path));
        } catch (IOException e) {
            throw new ModelException("cannot read " + path + " (" + e + "): check the file and its rights", e);
        }
    }
}
