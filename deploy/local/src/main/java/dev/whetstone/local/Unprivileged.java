package dev.whetstone.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * PostgreSQL refuses to run as root. An ordinary user runs it as it is; root runs it in a user namespace of its own, in which it is
 * nobody but still owns its files; where the system forbids that (most containers), as the user nobody.
 *
 * @param prefix goes before every command
 * @param nobody files must be handed to nobody first
 */
record Unprivileged(List<String> prefix, boolean nobody) {

    private static final List<String> OWN_NAMESPACE = List.of("unshare", "--user");
    private static final int NOBODY = 65_534;
    private static final List<String> AS_NOBODY =
            List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups");

    static Unprivileged detect() {
        if (uid(Path.of("/proc/self")) != 0) {
            return new Unprivileged(List.of(), false);
        }
        if (Commands.succeeds(with(OWN_NAMESPACE, "true"))) {
            return new Unprivileged(OWN_NAMESPACE, false);
        }
        if (Commands.succeeds(with(AS_NOBODY, "true"))) {
            return new Unprivileged(AS_NOBODY, true);
        }
        throw new LocalStackException(
                "PostgreSQL refuses to run as root, and neither unshare nor setpriv (package util-linux) can give "
                        + "root away here: run as an ordinary user");
    }

    List<String> command(String... command) {
        return with(prefix, command);
    }

    /** Makes files usable by the commands that {@link #command} builds. */
    void handOver(Path tree) {
        if (!nobody) {
            return;
        }
        try (Stream<Path> files = Files.walk(tree)) {
            for (Path file : files.toList()) {
                Files.setAttribute(file, "unix:uid", NOBODY);
                Files.setAttribute(file, "unix:gid", NOBODY);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot hand " + tree + " to nobody", e);
        }
        if (!Commands.succeeds(command("test", "-r", tree.toString()))) {
            throw new LocalStackException("PostgreSQL runs as the user nobody here, who cannot reach " + tree
                    + ": choose a directory below one that everybody may enter, or run as an ordinary user");
        }
    }

    static int uid(Path file) {
        try {
            return (Integer) Files.getAttribute(file, "unix:uid");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot tell who owns " + file, e);
        }
    }

    private static List<String> with(List<String> prefix, String... command) {
        List<String> all = new ArrayList<>(prefix);
        all.addAll(List.of(command));
        return List.copyOf(all);
    }
}
