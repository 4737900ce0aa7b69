package dev.whetstone.engine.text;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whetstone.engine.ChatMessage;
import dev.whetstone.engine.Tool;
import dev.whetstone.engine.format.ModelFormatException;
import dev.whetstone.engine.format.Sha256;
import dev.whetstone.engine.format.StrictJson;
import dev.whetstone.engine.template.Limits;
import dev.whetstone.engine.template.Template;
import dev.whetstone.engine.template.TemplateException;
import dev.whetstone.engine.template.Text;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How a model wants a chat to be written: the Jinja template that comes with it. */
public final class ChatTemplate {

    private static final String FILE_NAME = "chat_template.jinja";
    private static final String CONFIG_NAME = "tokenizer_config.json";

    private static final long LARGEST_FILE = 4 << 20;

    private final Template template;
    private final String digest;
    private final Map<String, String> specialTokens;

    private ChatTemplate(Template template, String digest, Map<String, String> specialTokens) {
        this.template = template;
        this.digest = digest;
        this.specialTokens = Map.copyOf(specialTokens);
    }

    /**
     * @param specialTokens variables of the template such as {@code bos_token}
     * @throws dev.whetstone.engine.template.TemplateException when the template cannot be read
     */
    public static ChatTemplate of(String source, Map<String, String> specialTokens) {
        return new ChatTemplate(Template.parse(source), Sha256.of(source), specialTokens);
    }

    /** The template of a Hugging Face directory: {@code chat_template.jinja}, or the field in {@code tokenizer_config.json}. */
    public static ChatTemplate open(Path directory) {
        Path config = directory.resolve(CONFIG_NAME);
        JsonNode settings = StrictJson.readObject(config);
        Path file = directory.resolve(FILE_NAME);
        boolean alone = Files.exists(file);
        String source = alone ? read(file) : fromConfig(config, settings.path("chat_template"));
        try {
            return of(source, specialTokens(settings));
        } catch (TemplateException e) {
            throw new ModelFormatException(
                    alone ? file : config,
                    "chat_template",
                    e.getMessage(),
                    "Use the template that the model was published with",
                    e);
        }
    }

    /** SHA-256 of its source in UTF-8, that of {@code chat_template.jinja} where the model has one. */
    public String digest() {
        return digest;
    }

    /** The chat as the model expects it; what the messages say is marked as coming from outside. */
    public Text render(List<ChatMessage> messages, boolean addGenerationPrompt) {
        return render(messages, List.of(), addGenerationPrompt);
    }

    /** The same with tools that the assistant may call; a template that knows of none leaves them out. */
    public Text render(List<ChatMessage> messages, List<Tool> tools, boolean addGenerationPrompt) {
        Map<String, Object> variables = new HashMap<>();
        specialTokens.forEach((name, token) -> variables.put(name, Text.trusted(token)));
        variables.put("messages", messages.stream().map(TemplateValues::of).toList());
        variables.put(
                "tools",
                tools.isEmpty() ? null : tools.stream().map(Tool::definition).toList());
        variables.put("documents", null);
        variables.put("add_generation_prompt", addGenerationPrompt);
        return template.render(variables, Limits.DEFAULT);
    }

    private static String read(Path file) {
        try {
            if (Files.size(file) > LARGEST_FILE) {
                throw new ModelFormatException(
                        file,
                        "its size",
                        Files.size(file) + " bytes, more than the " + LARGEST_FILE + " allowed",
                        "A template is never that large: check what was copied");
            }
            return Files.readString(file);
        } catch (IOException e) {
            throw new ModelFormatException(
                    file, "opening it", "cannot be read as UTF-8 (" + e + ")", "Check the file", e);
        }
    }

    /** A string, or a list of named templates of which the one named default counts. */
    private static String fromConfig(Path config, JsonNode node) {
        if (node.isTextual()) {
            return node.textValue();
        }
        for (JsonNode named : node) {
            if (named.path("name").asText().equals("default")
                    && named.path("template").isTextual()) {
                return named.path("template").textValue();
            }
        }
        throw new ModelFormatException(
                config,
                "chat_template",
                "there is none",
                "Use a model tuned for chats, or put its template beside it as " + FILE_NAME);
    }

    /** A token is written as a string or as an object with its content. */
    private static Map<String, String> specialTokens(JsonNode settings) {
        Map<String, String> tokens = new HashMap<>();
        settings.properties().forEach(field -> {
            JsonNode value = field.getValue();
            String content = value.isObject() ? value.path("content").asText("") : value.asText("");
            if (field.getKey().endsWith("_token") && !content.isEmpty() && !value.isBoolean()) {
                tokens.put(field.getKey(), content);
            }
        });
        return tokens;
    }
}
