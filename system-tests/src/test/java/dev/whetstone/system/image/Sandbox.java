package dev.whetstone.system.image;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Starts an image's program under bubblewrap, as a container runtime would under Pod Security {@code restricted}: its root is read-only, its
 * user the image's, it has no capability, no process but its own in sight (it is number 1), nothing to write to but its volumes, no
 * variable but the image's and those given. The network is this machine's. Files of this machine's user are the program's own: whether
 * another user could read them has to be looked at apart.
 */
public final class Sandbox {

    /** What a container runtime writes into every container. */
    private static final List<String> FROM_THE_RUNTIME = List.of("/etc/hosts", "/etc/resolv.conf", "/etc/ssl");

    private Sandbox() {}

    /**
     * @param mounts volumes; there is none at {@code /tmp} unless one is given
     * @param environment besides the image's own, which it overrides
     * @param arguments after those of the image's ENTRYPOINT
     * @return ready to start; standard output and error are still to be directed
     */
    public static ProcessBuilder program(
            ImageTree image, List<Mount> mounts, Map<String, String> environment, List<String> arguments) {
        List<String> program =
                Stream.concat(image.entrypoint().stream(), arguments.stream()).toList();
        return command(image, mounts, environment, program);
    }

    /** Any program in the place of the image's own. */
    static ProcessBuilder command(
            ImageTree image, List<Mount> mounts, Map<String, String> environment, List<String> program) {
        List<String> command = new ArrayList<>(List.of(bubblewrap().toString()));
        String[] user = image.user().split(":");
        command.addAll(List.of("--unshare-user", "--uid", user[0], "--gid", user[1], "--cap-drop", "ALL"));
        command.addAll(List.of("--unshare-pid", "--as-pid-1", "--unshare-ipc", "--unshare-uts", "--new-session"));
        bind(command, Mount.readOnly(image.root(), "/"));
        bind(command, Mount.readOnly(Path.of("/usr"), "/usr"));
        List<Mount> volumes = new ArrayList<>(mounts);
        volumes.add(Mount.readOnly(Path.of(System.getProperty("java.home")), ImageTree.JAVA));
        for (String file : FROM_THE_RUNTIME) {
            if (Files.exists(Path.of(file))) {
                volumes.add(Mount.readOnly(Path.of(file), file));
            }
        }
        volumes.sort(Comparator.comparing(Mount::target)); // one inside another comes after it
        for (Mount mount : volumes) {
            image.makePlaceFor(mount);
            bind(command, mount);
        }
        command.addAll(List.of("--proc", "/proc", "--dev", "/dev", "--chdir", image.workdir(), "--"));
        command.addAll(program);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().clear();
        builder.environment().putAll(image.environment());
        builder.environment().putAll(environment);
        return builder;
    }

    private static void bind(List<String> command, Mount mount) {
        command.addAll(List.of(
                mount.readOnly() ? "--ro-bind" : "--bind", mount.source().toString(), mount.target()));
    }

    private static Path bubblewrap() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                .map(folder -> Path.of(folder, "bwrap"))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "bwrap is not on the PATH: install bubblewrap (Debian: apt-get install bubblewrap)"));
    }
}
