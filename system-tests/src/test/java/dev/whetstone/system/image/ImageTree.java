package dev.whetstone.system.image;

import dev.whetstone.engine.adapter.DurableFiles;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * An image's file tree and what it says about its program, made from {@code deploy/images/NAME/Containerfile} and the context that
 * {@code deploy/images/build --contexts} fills. In the place of a base image lie empty folders for this machine's /usr and Java.
 */
public final class ImageTree {

    static final Path HOME = Path.of("..").toAbsolutePath().normalize();
    static final Path IMAGES = HOME.resolve("deploy/images");
    static final String JAVA = "/opt/java/openjdk";

    private static final Path TREES = Path.of("target", "images").toAbsolutePath();
    private static final String OURS = "whetstone/";
    private static final Map<String, ImageTree> MADE = new ConcurrentHashMap<>();

    private final String name;
    private final Path root;
    private final Map<String, String> environment = new LinkedHashMap<>();
    private final List<Integer> ports = new ArrayList<>();
    private final List<Path> layers = new ArrayList<>();
    private List<String> entrypoint = List.of();
    private String user = "0:0";
    private String workdir = "/";

    private ImageTree(String name) {
        this.name = name;
        this.root = TREES.resolve(name);
    }

    /**
     * Contexts are filled from what Maven has packaged, so a test of this is one of the phase {@code integration-test}.
     *
     * @param name its folder in {@code deploy/images}, such as {@code training-worker}; laid out once for each run of tests
     * @throws IllegalStateException when a service is not packaged
     */
    public static ImageTree of(String name) {
        return MADE.computeIfAbsent(name, ImageTree::make);
    }

    private static ImageTree make(String name) {
        Images.fillContexts();
        ImageTree tree = new ImageTree(name);
        DurableFiles.deleteTree(tree.root);
        tree.apply(name);
        return tree;
    }

    private void apply(String image) {
        for (Instruction instruction : Containerfile.read(IMAGES.resolve(image).resolve("Containerfile"))) {
            switch (instruction) {
                case Instruction.Arg _ -> {}
                case Instruction.From from -> startFrom(from.image());
                case Instruction.Copy copy -> addLayer(image, copy);
                case Instruction.User given -> user = given.user();
                case Instruction.Env env -> environment.putAll(env.variables());
                case Instruction.Workdir given -> {
                    workdir = given.directory();
                    directory(workdir);
                }
                case Instruction.Expose expose -> ports.addAll(expose.ports());
                case Instruction.Entrypoint given -> entrypoint = given.command();
            }
        }
    }

    private void startFrom(String base) {
        if (base.startsWith(OURS)) {
            apply(base.substring(OURS.length()).split(":", 2)[0]);
            return;
        }
        for (String folder : List.of("/usr", "/etc", "/proc", "/dev", "/tmp", JAVA)) {
            directory(folder);
        }
        for (String link : List.of("bin", "sbin", "lib", "lib64")) {
            try {
                Files.createSymbolicLink(root.resolve(link), Path.of("usr", link));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        environment.put("PATH", JAVA + "/bin:/usr/bin:/bin");
        environment.put("JAVA_HOME", JAVA);
        environment.put("LANG", "C.UTF-8");
    }

    private void addLayer(String image, Instruction.Copy copy) {
        Path source = IMAGES.resolve("target").resolve(image).resolve(copy.source());
        if (!Files.isDirectory(source)) {
            throw new IllegalStateException(source + " is missing: deploy/images/build puts nothing there");
        }
        layers.add(source);
        Path target = directory(copy.target());
        try (Stream<Path> files = Files.walk(source)) {
            for (Path file : files.toList()) {
                Path to = target.resolve(source.relativize(file));
                if (Files.isDirectory(file)) {
                    Files.createDirectories(to);
                } else {
                    Files.deleteIfExists(to);
                    Files.createLink(to, file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path directory(String inside) {
        try {
            return Files.createDirectories(root.resolve(inside.substring(1)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes the place where a volume will lie, as a container runtime does before it makes the root read-only. */
    synchronized void makePlaceFor(Mount mount) {
        Path place = root.resolve(mount.target().substring(1));
        try {
            if (Files.isDirectory(mount.source())) {
                Files.createDirectories(place);
            } else if (!Files.exists(place)) {
                Files.createDirectories(place.getParent());
                Files.createFile(place);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("no place for a volume at " + mount.target() + " in image " + name, e);
        }
    }

    public String name() {
        return name;
    }

    public Path root() {
        return root;
    }

    /** The base image's variables and those of the Containerfile. */
    public Map<String, String> environment() {
        return Map.copyOf(environment);
    }

    public List<String> entrypoint() {
        return entrypoint;
    }

    public List<Integer> ports() {
        return List.copyOf(ports);
    }

    /** User and group as numbers, {@code 10001:10001}. */
    public String user() {
        return user;
    }

    public String workdir() {
        return workdir;
    }

    /** The folders of the contexts that make it, the lowest first. */
    List<Path> layers() {
        return List.copyOf(layers);
    }
}
