package dev.whetstone.system.image;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Reads the instructions that our Containerfiles use; any other is refused by name and line. */
final class Containerfile {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{(\\w+)}");

    private final String name;
    private final Map<String, String> defaults = new HashMap<>();
    private final List<Instruction> instructions = new ArrayList<>();

    private Containerfile(String name) {
        this.name = name;
    }

    static List<Instruction> read(Path file) {
        try {
            return parse(file.toString(), Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Instruction> parse(String name, String text) {
        Containerfile file = new Containerfile(name);
        StringBuilder pending = new StringBuilder();
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            if (line.isBlank() || line.strip().startsWith("#")) {
                continue;
            }
            boolean goesOn = line.endsWith("\\");
            pending.append(goesOn ? line.substring(0, line.length() - 1) : line);
            if (!goesOn) {
                file.add(number, pending.toString().strip());
                pending.setLength(0);
            }
        }
        if (!pending.isEmpty()) {
            throw file.refusal(number, "the last line goes on and nothing follows");
        }
        return List.copyOf(file.instructions);
    }

    private void add(int line, String text) {
        String[] parts = text.split("\\s+", 2);
        if (parts.length < 2) {
            throw refusal(line, text + " says nothing");
        }
        instructions.add(instruction(line, parts[0], parts[1]));
    }

    private Instruction instruction(int line, String keyword, String rest) {
        return switch (keyword) {
            case "ARG" -> arg(line, rest);
            case "FROM" -> new Instruction.From(expanded(line, single(line, keyword, rest)));
            case "COPY" -> copy(line, rest);
            case "USER" -> new Instruction.User(single(line, keyword, rest));
            case "ENV" -> new Instruction.Env(variables(line, rest));
            case "WORKDIR" -> new Instruction.Workdir(single(line, keyword, rest));
            case "EXPOSE" ->
                new Instruction.Expose(
                        Arrays.stream(rest.split("\\s+")).map(Integer::valueOf).toList());
            case "ENTRYPOINT" -> new Instruction.Entrypoint(command(line, rest));
            default ->
                throw refusal(
                        line,
                        "instruction " + keyword
                                + " is none of ARG, FROM, COPY, USER, ENV, WORKDIR, EXPOSE, ENTRYPOINT: do without it, or teach it here");
        };
    }

    private Instruction arg(int line, String rest) {
        String[] parts = rest.split("=", 2);
        if (parts.length < 2) {
            throw refusal(line, "ARG " + rest + " needs a default");
        }
        defaults.put(parts[0], parts[1]);
        return new Instruction.Arg(parts[0], parts[1]);
    }

    private Instruction copy(int line, String rest) {
        String[] parts = rest.split("\\s+");
        if (parts.length != 2 || parts[0].startsWith("-") || !parts[1].startsWith("/") || !parts[1].endsWith("/")) {
            throw refusal(
                    line, "COPY " + rest + " must be a folder of the context and a folder of the image: COPY a/ /b/");
        }
        return new Instruction.Copy(parts[0], parts[1]);
    }

    private Map<String, String> variables(int line, String rest) {
        Map<String, String> variables = new LinkedHashMap<>();
        for (String pair : rest.split("\\s+")) {
            String[] parts = pair.split("=", 2);
            if (parts.length < 2) {
                throw refusal(line, "ENV " + pair + " must be NAME=value");
            }
            variables.put(parts[0], parts[1]);
        }
        return variables;
    }

    /** Only as a list: the other form would put a shell between the signal to stop and the program. */
    private List<String> command(int line, String rest) {
        try {
            return JSON.readValue(rest, new TypeReference<>() {});
        } catch (JsonProcessingException e) {
            throw refusal(line, "ENTRYPOINT must be a list in JSON: " + e.getOriginalMessage());
        }
    }

    private String single(int line, String keyword, String rest) {
        if (rest.contains(" ")) {
            throw refusal(line, keyword + " " + rest + " must be one word");
        }
        return rest;
    }

    private String expanded(int line, String text) {
        return VARIABLE.matcher(text).replaceAll(found -> {
            String value = defaults.get(found.group(1));
            if (value == null) {
                throw refusal(line, "FROM " + text + ": no ARG " + found.group(1) + " comes before it");
            }
            return value;
        });
    }

    private IllegalArgumentException refusal(int line, String what) {
        return new IllegalArgumentException(name + ", line " + line + ": " + what);
    }
}
