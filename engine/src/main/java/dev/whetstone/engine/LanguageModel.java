package dev.whetstone.engine;

import dev.whetstone.engine.adapter.PeftAdapter;
import dev.whetstone.engine.constrain.Constraints;
import dev.whetstone.engine.family.ModelFamilies;
import dev.whetstone.engine.format.ModelConfig;
import dev.whetstone.engine.format.ModelFormatException;
import dev.whetstone.engine.text.ChatEncoder;
import dev.whetstone.engine.text.ChatTemplate;
import dev.whetstone.engine.text.Tokenizer;
import dev.whetstone.engine.torch.Backend;
import dev.whetstone.engine.torch.LoraDigest;
import dev.whetstone.engine.torch.LoraLoader;
import dev.whetstone.engine.torch.LoraWeights;
import dev.whetstone.engine.torch.Network;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A base model: frozen weights, tokenizer and chat template of one Hugging Face directory. Safe for use by many threads; close it
 * after everything that runs on it.
 */
public final class LanguageModel implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LanguageModel.class);

    private final String name;
    private final Network network;
    private final ChatEncoder chats;
    private Constraints constraints;

    private LanguageModel(String name, Network network, ChatEncoder chats) {
        this.name = name;
        this.network = network;
        this.chats = chats;
    }

    /**
     * Loads a directory with {@code config.json}, safetensors, {@code tokenizer.json} and a chat template.
     *
     * @throws ModelException naming the file and what is wrong with it
     */
    public static LanguageModel load(Path directory, LoadOptions options) {
        try {
            ModelConfig config = ModelFamilies.read(directory);
            ChatTemplate template = ChatTemplate.open(directory);
            Tokenizer tokenizer = Tokenizer.open(directory);
            return load(directory, config, Backend.choose(options), new ChatEncoder(tokenizer, template));
        } catch (ModelFormatException e) {
            throw new ModelException(e.getMessage(), e);
        }
    }

    private static LanguageModel load(Path directory, ModelConfig config, Backend backend, ChatEncoder chats) {
        try {
            Network network = Network.load(directory, config, backend);
            LOG.info("loaded {} layers of width {}: {}", config.layers(), config.hiddenSize(), backend.description());
            return new LanguageModel(nameOf(directory), network, chats);
        } catch (RuntimeException e) {
            chats.tokenizer().close();
            throw e;
        }
    }

    public ModelConfig config() {
        return network.config();
    }

    /** Prompt and completion together, in tokens. */
    public int contextLength() {
        return config().contextLength();
    }

    /** Device and number formats, in words. */
    public String description() {
        return network.backend().description();
    }

    /** How its matrices are kept. */
    public WeightFormat weights() {
        return network.backend().weights();
    }

    /** What keys and values of its sequences take. */
    public KeyValueMemory keyValueMemory() {
        return KeyValueMemory.of(config(), network.backend().precision());
    }

    /** Last part of its directory's name: for people, never an identity. */
    public String name() {
        return name;
    }

    public Tokenizer tokenizer() {
        return chats.tokenizer();
    }

    public ChatTemplate template() {
        return chats.template();
    }

    /** Messages as token ids, with the opening of the assistant's turn. What a message says never becomes a control token. */
    public int[] prompt(List<ChatMessage> messages) {
        return chats.prompt(messages);
    }

    /** How chats become tokens, for prompts and for training rows. */
    public ChatEncoder chats() {
        return chats;
    }

    /**
     * Loads an adapter that PEFT or this engine wrote.
     *
     * @throws AdapterException naming what does not fit this base or is not supported
     */
    public Adapter loadAdapter(Path peftDirectory) {
        try (PeftAdapter source = PeftAdapter.open(peftDirectory, config())) {
            LoraWeights weights = new LoraLoader(network).load(source);
            return new Adapter(source.config(), weights, LoraDigest.of(weights, config()));
        }
    }

    /**
     * What the model, or the model with an adapter, makes of a chat. When the last message is the assistant's it is scored as
     * the completion.
     */
    public Score score(List<ChatMessage> chat, Optional<Adapter> adapter, ScoreOptions options) {
        return new Scoring(this, options).score(chat, adapter);
    }

    /**
     * Compiles JSON Schemas that completions are held to. The vocabulary is read when this is first called, which takes a moment.
     *
     * @throws ModelException when the tokenizer cannot write JSON byte by byte
     */
    public synchronized Constraints constraints() {
        if (constraints == null) {
            constraints = Constraints.of(tokenizer(), config().vocabularySize(), config().eosTokens());
        }
        return constraints;
    }

    /** The network, for the engine's own packages: tensors never leave the module. */
    public Network network() {
        return network;
    }

    @Override
    public void close() {
        network.close();
        tokenizer().close();
    }

    private static String nameOf(Path directory) {
        Path last = directory.toAbsolutePath().normalize().getFileName();
        return last == null ? "" : last.toString();
    }
}
