package dev.whetstone.local;

import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;

/**
 * What a node's own process is told.
 *
 * @param port 0 for any free one
 * @param exitWithParent end when standard input does: the parent holds the other end and the system closes it when the parent dies
 */
record NodeOptions(Path directory, int port, boolean exitWithParent) {

    static NodeOptions parse(String... arguments) {
        Path directory = null;
        int port = 0;
        boolean exitWithParent = false;
        Iterator<String> rest = List.of(arguments).iterator();
        while (rest.hasNext()) {
            String option = rest.next();
            switch (option) {
                case "--directory" -> directory = Path.of(value(option, rest));
                case "--port" -> port = port(value(option, rest));
                case "--exit-with-parent" -> exitWithParent = true;
                default -> throw new IllegalArgumentException("unknown option '" + option + "'");
            }
        }
        if (directory == null) {
            throw new IllegalArgumentException("--directory is missing: name the node's directory");
        }
        return new NodeOptions(directory, port, exitWithParent);
    }

    private static String value(String option, Iterator<String> rest) {
        if (!rest.hasNext()) {
            throw new IllegalArgumentException(option + " needs a value");
        }
        return rest.next();
    }

    private static int port(String text) {
        if (!text.matches("[0-9]{1,5}") || Integer.parseInt(text) > 65_535) {
            throw new IllegalArgumentException("--port: expected a number from 0 to 65535, but got '" + text + "'");
        }
        return Integer.parseInt(text);
    }
}
