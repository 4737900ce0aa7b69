package dev.whetstone.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Where the built project lies and how its programs are started with the Java that runs this one. */
public record Installation(Path home) {

    public static Installation find() {
        String home = System.getenv("WHETSTONE_HOME");
        return new Installation(
                Path.of(home == null ? "." : home).toAbsolutePath().normalize());
    }

    /** The Java command for a process that should start fast and stay small. */
    public List<String> java(String heap) {
        return command(heap, "-XX:TieredStopAtLevel=1");
    }

    /** The Java command for a process that decodes: with the best compiler, and with vectors for the engine. */
    public List<String> decodingJava(String heap) {
        return command(heap, "--add-modules=jdk.incubator.vector");
    }

    private static List<String> command(String heap, String kind) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(
                heap,
                kind,
                "-XX:+UseSerialGC",
                "-Xshare:auto",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Dorg.bytedeco.javacpp.maxphysicalbytes=0",
                "-Dorg.bytedeco.javacpp.maxbytes=0"));
        return command;
    }

    public String classPath() {
        return System.getProperty("java.class.path");
    }

    public Path service(String name) {
        Path jar = home.resolve(name).resolve("target/quarkus-app/quarkus-run.jar");
        if (!Files.exists(jar)) {
            throw CommandFailure.failed(
                    name + " is not built: " + jar + " is missing",
                    "Run the command through ./whetstone, which builds first.");
        }
        return jar;
    }

    /** What is kept between runs and may be deleted at any time: stacks, downloaded and imported models. */
    public Path state() {
        return home.resolve(".whetstone");
    }
}
