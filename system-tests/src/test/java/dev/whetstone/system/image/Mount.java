package dev.whetstone.system.image;

import java.nio.file.Path;

/**
 * A volume of a pod.
 *
 * @param source a directory or file of this machine
 * @param target where the program sees it, an absolute path
 */
public record Mount(Path source, String target, boolean readOnly) {

    public Mount {
        source = source.toAbsolutePath().normalize();
        if (!target.startsWith("/")) {
            throw new IllegalArgumentException("target: expected an absolute path, but got " + target);
        }
    }

    public static Mount writable(Path source, String target) {
        return new Mount(source, target, false);
    }

    public static Mount readOnly(Path source, String target) {
        return new Mount(source, target, true);
    }
}
