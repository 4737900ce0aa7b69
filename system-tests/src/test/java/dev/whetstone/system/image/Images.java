package dev.whetstone.system.image;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** Which images there are, and their contexts. */
public final class Images {

    static final List<String> SERVICES =
            List.of("dataset-service", "eval-service", "training-service", "inference-gateway");
    /** Those with libtorch in a layer of its own. */
    static final List<String> NATIVE = List.of("training-service", "inference-gateway");

    static final List<String> ALL =
            List.of("dataset-service", "eval-service", "training-service", "inference-gateway", "training-worker");

    private static boolean filled;

    private Images() {}

    /** Once, from what Maven has packaged: {@code deploy/images/build --packaged --contexts}. */
    public static synchronized void fillContexts() {
        if (!filled) {
            fill();
            filled = true;
        }
    }

    private static void fill() {
        try {
            Process build = new ProcessBuilder(ImageTree.IMAGES.resolve("build").toString(), "--packaged", "--contexts")
                    .redirectErrorStream(true)
                    .start();
            String said = new String(build.getInputStream().readAllBytes());
            if (build.waitFor() != 0) {
                throw new IllegalStateException("deploy/images/build failed:\n" + said);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
