package dev.whetstone.cli.engine;

import dev.whetstone.cli.CommandFailure;
import dev.whetstone.engine.Adapter;
import dev.whetstone.engine.LanguageModel;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The base and adapters under the names given on the command line. Empty stands for the base. */
record NamedAdapters(Map<String, Optional<Adapter>> byName) implements AutoCloseable {

    static final String BASE = "base";

    static NamedAdapters load(LanguageModel model, Map<String, Path> directories, boolean withBase) {
        if (directories.containsKey(BASE)) {
            throw CommandFailure.usage("--adapter: the name " + BASE + " means the base model", "Choose another name.");
        }
        Map<String, Optional<Adapter>> byName = new LinkedHashMap<>();
        if (withBase) {
            byName.put(BASE, Optional.empty());
        }
        NamedAdapters adapters = new NamedAdapters(byName);
        try {
            directories.forEach((name, directory) ->
                    byName.put(name, Optional.of(Explained.run(() -> model.loadAdapter(directory)))));
        } catch (RuntimeException e) {
            adapters.close();
            throw e;
        }
        return adapters;
    }

    @Override
    public void close() {
        byName.values().forEach(adapter -> adapter.ifPresent(Adapter::close));
    }
}
