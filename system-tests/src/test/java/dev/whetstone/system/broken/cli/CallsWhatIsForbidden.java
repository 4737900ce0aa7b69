package dev.whetstone.system.broken.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.util.Date;

/** Breaks: no deserialised objects, no command lines as strings, no {@code java.util.Date}. */
public final class CallsWhatIsForbidden {

    private CallsWhatIsForbidden() {}

    static Object deserialised(InputStream in) throws IOException, ClassNotFoundException {
        try (ObjectInputStream objects = new ObjectInputStream(in)) {
            return objects.readObject();
        }
    }

    @SuppressWarnings("deprecation")
    static Process commandLine(String command) throws IOException {
        return Runtime.getRuntime().exec(command);
    }

    static long now() {
        return new Date().getTime();
    }
}
