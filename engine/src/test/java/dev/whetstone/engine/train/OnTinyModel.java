package dev.whetstone.engine.train;

import dev.whetstone.engine.LanguageModel;
import dev.whetstone.engine.TinyModels;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

/** A tiny model for each test, and a directory of its own. */
abstract class OnTinyModel {

    @TempDir
    Path directory;

    LanguageModel model;

    @BeforeEach
    void loadModel() {
        model = TinyModels.load(directory);
    }

    @AfterEach
    void closeModel() {
        model.close();
    }
}
