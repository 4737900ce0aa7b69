package dev.whetstone.engine.train;

import dev.whetstone.engine.LanguageModel;
import org.bytedeco.pytorch.global.torch;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.Properties;

/**
 * What computed an adapter.
 *
 * @param engine version of this module
 * @param libtorch version of its Java binding, which begins with libtorch's own
 * @param java vendor's version of the virtual machine
 * @param system operating system and kind of processor
 * @param device device, number formats and threads, in words
 */
public record Software(String engine, String libtorch, String java, String system, String device) {

    private static final String UNKNOWN = "unknown";

    static Software of(LanguageModel model) {
        return new Software(
                version(),
                Optional.ofNullable(torch.class.getPackage().getImplementationVersion())
                        .orElse(UNKNOWN),
                System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"),
                System.getProperty("os.name") + " " + System.getProperty("os.arch"),
                model.description());
    }

    private static String version() {
        try (InputStream in = LanguageModel.class.getResourceAsStream("engine.properties")) {
            Properties properties = new Properties();
            if (in != null) {
                properties.load(in);
            }
            return properties.getProperty("version", UNKNOWN);
        } catch (IOException e) {
            throw new UncheckedIOException("the engine's own version cannot be read", e);
        }
    }
}
