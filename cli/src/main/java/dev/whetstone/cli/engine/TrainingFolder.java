package dev.whetstone.cli.engine;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.whetstone.engine.train.TrainingOutcome;
import dev.whetstone.engine.train.TrainingReceipt;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;

/** The output directory of a run: checkpoints in a folder of their own, at the end the adapter and its receipt at the top. */
record TrainingFolder(Path directory) {

    /** Stays: the same command again finds its outcome there, and does not train twice. */
    Path work() {
        return directory.resolve(".work");
    }

    void publish(TrainingOutcome.Finished finished) {
        try (Stream<Path> files = Files.list(finished.adapter())) {
            for (Path file : files.toList()) {
                replace(directory.resolve(file.getFileName()), Files.readAllBytes(file));
            }
            replace(directory.resolve(TrainingReceipt.FILE_NAME), Files.readAllBytes(finished.receiptFile()));
            byte[] summary = new JsonMapper()
                    .writerWithDefaultPrettyPrinter()
                    .writeValueAsBytes(new TrainingSummary(directory, finished).asJson());
            replace(directory.resolve("training.json"), summary);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + directory + ": " + e.getMessage(), e);
        }
    }

    private static void replace(Path file, byte[] bytes) throws IOException {
        Path beside = file.resolveSibling(file.getFileName() + ".partial");
        Files.write(beside, bytes);
        Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }
}
