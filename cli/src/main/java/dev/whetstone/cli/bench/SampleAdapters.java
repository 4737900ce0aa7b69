package dev.whetstone.cli.bench;

import dev.whetstone.engine.Adapter;
import dev.whetstone.engine.LanguageModel;
import dev.whetstone.engine.sample.SampleAdapter;
import dev.whetstone.local.Trees;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Adapters with random factors, loaded from files as any other. */
record SampleAdapters(List<Adapter> adapters) implements AutoCloseable {

    static SampleAdapters load(LanguageModel model, int count, int rank) {
        SampleAdapters loaded = new SampleAdapters(new ArrayList<>());
        try {
            Path folder = Files.createTempDirectory("whetstone-bench");
            try {
                for (int seed = 0; seed < count; seed++) {
                    Path directory = folder.resolve("adapter-" + seed);
                    SampleAdapter.write(directory, model.config(), rank, seed);
                    loaded.adapters.add(model.loadAdapter(directory));
                }
            } finally {
                Trees.delete(folder);
            }
            return loaded;
        } catch (IOException e) {
            loaded.close();
            throw new UncheckedIOException("sample adapters cannot be written: " + e.getMessage(), e);
        } catch (RuntimeException e) {
            loaded.close();
            throw e;
        }
    }

    List<Adapter> first(int count) {
        return adapters.subList(0, count);
    }

    @Override
    public void close() {
        adapters.forEach(Adapter::close);
    }
}
