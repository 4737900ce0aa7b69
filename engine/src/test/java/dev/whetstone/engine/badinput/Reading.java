package dev.whetstone.engine.badinput;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.whetstone.engine.Adapter;
import dev.whetstone.engine.AdapterException;
import dev.whetstone.engine.ChatMessage;
import dev.whetstone.engine.LanguageModel;
import dev.whetstone.engine.LoadOptions;
import dev.whetstone.engine.ModelException;
import dev.whetstone.engine.Precision;
import dev.whetstone.engine.TinyModels;
import dev.whetstone.engine.Tool;
import dev.whetstone.engine.adapter.AdapterFingerprint;
import dev.whetstone.engine.adapter.DurableFiles;
import dev.whetstone.engine.constrain.schema.SchemaException;
import dev.whetstone.engine.family.ModelFamilies;
import dev.whetstone.engine.format.GgufImport;
import dev.whetstone.engine.format.ImportProgress;
import dev.whetstone.engine.format.ModelFormatException;
import dev.whetstone.engine.format.Safetensors;
import dev.whetstone.engine.format.TinyGguf;
import dev.whetstone.engine.openai.FineTuningRow;
import dev.whetstone.engine.openai.InvalidRowException;
import dev.whetstone.engine.parity.GoldenJson;
import dev.whetstone.engine.parity.TinyLlama;
import dev.whetstone.engine.template.TemplateException;
import dev.whetstone.engine.text.ChatTemplate;
import dev.whetstone.engine.text.FamilyChatsTest;
import dev.whetstone.engine.text.Tokenizer;
import dev.whetstone.engine.train.TrainingMethod;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What is read of files and lines from strangers, each as it is read in earnest, with the errors by which it may be refused. */
enum Reading {
    SAFETENSORS(ModelFormatException.class) {
        @Override
        List<byte[]> good(Path directory) {
            return List.of(bytes(adapter(directory).resolve("adapter_model.safetensors")));
        }

        @Override
        void read(byte[] bytes, Path directory) {
            try (Safetensors tensors = Safetensors.open(write(directory.resolve("x.safetensors"), bytes))) {
                tensors.tensors().values().forEach(tensor -> tensor.elements());
            }
        }
    },
    SHARDS(ModelFormatException.class) {
        @Override
        List<byte[]> good(Path directory) {
            Path shard = adapter(directory).resolve("adapter_model.safetensors");
            write(directory.resolve("model-00001-of-00001.safetensors"), bytes(shard));
            try (Safetensors tensors = Safetensors.open(shard)) {
                var index = JSON.createObjectNode();
                var map = index.putObject("weight_map");
                tensors.tensors().keySet().forEach(name -> map.put(name, "model-00001-of-00001.safetensors"));
                return List.of(json(index));
            }
        }

        @Override
        void read(byte[] bytes, Path directory) {
            write(directory.resolve("model.safetensors.index.json"), bytes);
            Safetensors.openModel(directory).close();
        }
    },
    GGUF(ModelFormatException.class) {
        @Override
        List<byte[]> good(Path directory) {
            return List.of(bytes(TinyGguf.model().writeTo(directory.resolve("good.gguf"))));
        }

        @Override
        void read(byte[] bytes, Path directory) {
            Path out = directory.resolve("imported");
            GgufImport.run(write(directory.resolve("x.gguf"), bytes), out, ImportProgress.SILENT);
            Tokenizer.open(out).close();
            deleteFiles(out);
        }
    },
    TOKENIZER(ModelFormatException.class, ModelException.class) {
        @Override
        List<byte[]> good(Path directory) {
            return FAMILIES.stream()
                    .map(family -> json(family.path("tokenizer")))
                    .toList();
        }

        @Override
        void read(byte[] bytes, Path directory) {
            write(directory.resolve("tokenizer.json"), bytes);
            try (Tokenizer tokenizer = Tokenizer.open(directory)) {
                int[] ids = tokenizer.encode(
                        "Tokens, \u00e9t\u00e9 \ud83d\ude00 12345   \n\n aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!");
                tokenizer.decode(ids);
            }
        }
    },
    TOKENIZER_CONFIG(ModelFormatException.class, TemplateException.class) {
        @Override
        List<byte[]> good(Path directory) {
            return FAMILIES.stream()
                    .map(family -> json(family.path("tokenizer_config")))
                    .toList();
        }

        @Override
        void read(byte[] bytes, Path directory) {
            write(directory.resolve("tokenizer_config.json"), bytes);
            ChatTemplate.open(directory).render(CHAT, TOOLS, true);
        }
    },
    TEMPLATE(ModelFormatException.class, TemplateException.class) {
        @Override
        List<byte[]> good(Path directory) {
            return FAMILIES.stream()
                    .map(family -> family.path("tokenizer_config")
                            .path("chat_template")
                            .textValue())
                    .map(source -> source.getBytes(StandardCharsets.UTF_8))
                    .toList();
        }

        @Override
        void read(byte[] bytes, Path directory) {
            write(
                    directory.resolve("tokenizer_config.json"),
                    "{\"bos_token\":\"<s>\"}".getBytes(StandardCharsets.UTF_8));
            write(directory.resolve("chat_template.jinja"), bytes);
            ChatTemplate.open(directory).render(CHAT, TOOLS, true);
        }
    },
    CONFIG(ModelFormatException.class) {
        @Override
        List<byte[]> good(Path directory) {
            return TinyLlama.variants().stream()
                    .map(variant -> bytes(TinyLlama.writeModel(directory.resolve("m"), variant)
                            .resolve("config.json")))
                    .toList();
        }

        @Override
        void read(byte[] bytes, Path directory) {
            write(directory.resolve("config.json"), bytes);
            ModelFamilies.read(directory);
        }
    },
    /** The same file with weights beside it: sizes that only these refute must not be allocated first. */
    MODEL(ModelException.class) {
        @Override
        List<byte[]> good(Path directory) {
            return List.of(
                    bytes(TinyLlama.writeModel(directory, TinyModels.PLAIN).resolve("config.json")));
        }

        @Override
        void read(byte[] bytes, Path directory) {
            write(directory.resolve("config.json"), bytes);
            LanguageModel.load(directory, FLOAT32).close();
        }
    },
    WEIGHTS(ModelException.class) {
        @Override
        List<byte[]> good(Path directory) {
            return List.of(
                    bytes(TinyLlama.writeModel(directory, TinyModels.PLAIN).resolve("model.safetensors")));
        }

        @Override
        void read(byte[] bytes, Path directory) {
            write(directory.resolve("model.safetensors"), bytes);
            LanguageModel.load(directory, FLOAT32).close();
        }
    },
    ADAPTER_CONFIG(AdapterException.class) {
        @Override
        List<byte[]> good(Path directory) {
            return List.of(bytes(adapter(directory).resolve("adapter_config.json")));
        }

        @Override
        void read(byte[] bytes, Path directory) {
            write(directory.resolve("adapter/adapter_config.json"), bytes);
            loadAdapter(directory);
        }
    },
    ADAPTER_WEIGHTS(AdapterException.class) {
        @Override
        List<byte[]> good(Path directory) {
            return List.of(bytes(adapter(directory).resolve("adapter_model.safetensors")));
        }

        @Override
        void read(byte[] bytes, Path directory) {
            write(directory.resolve("adapter/adapter_model.safetensors"), bytes);
            loadAdapter(directory);
        }
    },
    FINGERPRINT() {
        @Override
        List<byte[]> good(Path directory) {
            LanguageModel model = TinyModels.load(directory);
            Path files = TinyModels.adapter(directory);
            try (model;
                    Adapter adapter = model.loadAdapter(files)) {
                AdapterFingerprint.write(model, adapter, files);
                return List.of(bytes(files.resolve(AdapterFingerprint.FILE_NAME)));
            }
        }

        @Override
        void read(byte[] bytes, Path directory) {
            Path files = directory.resolve("adapter");
            write(files.resolve(AdapterFingerprint.FILE_NAME), bytes);
            try (LanguageModel model = TinyModels.reload(directory);
                    Adapter adapter = model.loadAdapter(files)) {
                AdapterFingerprint.check(model, adapter, files);
            }
        }
    },
    ROWS(InvalidRowException.class) {
        @Override
        List<byte[]> good(Path directory) {
            return List.of(CHAT_ROW, PAIR_ROW, JUDGED_ROW).stream()
                    .map(row -> row.getBytes(StandardCharsets.UTF_8))
                    .toList();
        }

        @Override
        void read(byte[] bytes, Path directory) {
            String row = new String(bytes, StandardCharsets.UTF_8);
            FineTuningRow.read(
                    row,
                    row.contains("preferred_output")
                            ? new TrainingMethod.Dpo(0.1)
                            : row.contains("completion")
                                    ? new TrainingMethod.Kto(0.1)
                                    : new TrainingMethod.Supervised());
        }
    },
    SCHEMA(SchemaException.class) {
        @Override
        List<byte[]> good(Path directory) {
            TinyModels.load(directory).close();
            return List.of(SCHEMA_TEXT.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        void read(byte[] bytes, Path directory) {
            try (LanguageModel model = TinyModels.reload(directory)) {
                model.constraints().compile(new String(bytes, StandardCharsets.UTF_8));
            }
        }
    };

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final LoadOptions FLOAT32 = LoadOptions.of(Precision.FLOAT32);
    private static final List<JsonNode> FAMILIES = families();
    private static final List<ChatMessage> CHAT =
            List.of(new ChatMessage("system", "Be brief."), new ChatMessage("user", "Is it so?"));
    private static final List<Tool> TOOLS = List.of(new Tool(
            Map.of("type", "function", "function", Map.of("name", "look", "parameters", Map.of("type", "object")))));
    private static final String CHAT_ROW =
            "{\"id\":7,\"messages\":[{\"role\":\"system\",\"content\":\"Be brief.\"},{\"role\":\"user\",\"content\":\"Weather?\"},"
                    + "{\"role\":\"assistant\",\"content\":\"\",\"weight\":0,\"tool_calls\":[{\"id\":\"c1\",\"type\":\"function\","
                    + "\"function\":{\"name\":\"look\",\"arguments\":\"{\\\"city\\\":\\\"Bern\\\",\\\"days\\\":[1,2.5]}\"}}]},"
                    + "{\"role\":\"tool\",\"tool_call_id\":\"c1\",\"content\":\"rain\"},"
                    + "{\"role\":\"assistant\",\"content\":\"Rain.\",\"weight\":1}],\"tools\":[{\"type\":\"function\",\"function\":"
                    + "{\"name\":\"look\",\"parameters\":{\"type\":\"object\"}}}]}";
    private static final String PAIR_ROW =
            "{\"input\":{\"messages\":[{\"role\":\"user\",\"content\":\"Q\"}],\"tools\":[]},\"preferred_output\":"
                    + "[{\"role\":\"assistant\",\"content\":\"A\"}],\"non_preferred_output\":[{\"role\":\"assistant\",\"content\":\"B\"}]}";
    private static final String JUDGED_ROW =
            "{\"prompt\":[{\"role\":\"user\",\"content\":\"Q\"}],\"completion\":[{\"role\":\"assistant\",\"content\":\"A\"}],\"label\":true}";
    private static final String SCHEMA_TEXT =
            "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\",\"maxLength\":5},\"b\":{\"type\":\"array\",\"items\":"
                    + "{\"$ref\":\"#/$defs/n\"},\"minItems\":1,\"maxItems\":3},\"c\":{\"enum\":[1,\"x\",null]},\"d\":{\"anyOf\":[{\"type\":"
                    + "\"integer\"},{\"type\":\"boolean\"}]}},\"required\":[\"a\",\"b\"],\"additionalProperties\":false,\"$defs\":{\"n\":"
                    + "{\"type\":[\"number\",\"null\"]}}}";

    private final Set<Class<?>> errors;

    Reading(Class<?>... errors) {
        this.errors = Set.of(errors);
    }

    /** Files or lines that can be read, and whatever has to lie beside them in the directory. */
    abstract List<byte[]> good(Path directory);

    /** In the directory that {@link #good} has prepared. */
    abstract void read(byte[] bytes, Path directory);

    boolean mayGive(Throwable error) {
        return errors.contains(error.getClass());
    }

    private static Path adapter(Path directory) {
        TinyLlama.writeModel(directory.resolve("base"), TinyModels.PLAIN);
        return TinyModels.adapter(directory);
    }

    private static void loadAdapter(Path directory) {
        try (LanguageModel model = TinyModels.reload(directory)) {
            model.loadAdapter(directory.resolve("adapter")).close();
        }
    }

    private static List<JsonNode> families() {
        List<JsonNode> families = new ArrayList<>();
        GoldenJson.read(FamilyChatsTest.class, "family-chats.json")
                .path("families")
                .forEach(families::add);
        return families;
    }

    private static byte[] json(JsonNode node) {
        try {
            return JSON.writeValueAsBytes(node);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path write(Path file, byte[] bytes) {
        try {
            return Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void deleteFiles(Path directory) {
        DurableFiles.deleteTree(directory);
    }
}
