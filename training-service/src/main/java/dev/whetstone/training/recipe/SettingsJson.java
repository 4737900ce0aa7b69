package dev.whetstone.training.recipe;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import dev.whetstone.contracts.Digest;
import dev.whetstone.engine.adapter.LoraSettings;
import dev.whetstone.engine.train.LoraRecipe;
import dev.whetstone.engine.train.OptimizerSettings;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads a {@code training} section: what is not given has a default, what is not known is an error that names it. */
public final class SettingsJson {

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .addModule(new Jdk8Module())
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    /** Settings of a recipe, those too that are left out of JSON where they are off. */
    private static final List<String> RECIPE_FIELDS = recipeFields();

    private SettingsJson() {}

    /** @throws IllegalArgumentException that names the field and what it held */
    public static TrainingSettings read(JsonNode section) {
        onlyKnown("training", section, List.of("recipe", "seeds", "retraining"));
        return new TrainingSettings(
                recipe(section.path("recipe")), seeds(section.path("seeds")), retraining(section.path("retraining")));
    }

    public static ObjectNode write(TrainingSettings settings) {
        ObjectNode node = MAPPER.createObjectNode();
        node.set("recipe", MAPPER.valueToTree(settings.recipe()));
        node.set("seeds", MAPPER.valueToTree(settings.seeds()));
        node.putObject("retraining")
                .put("debounce", settings.retraining().debounce().toString())
                .put("cooldown", settings.retraining().cooldown().toString())
                .put("daily_cap", settings.retraining().dailyCap())
                .put("alert_trains_again", settings.retraining().alertTrainsAgain());
        return node;
    }

    /** In the order of names, whatever a database or a task pack made of it: the digest goes by it. */
    public static JsonNode recipeTree(LoraRecipe recipe) {
        ObjectNode tree = MAPPER.valueToTree(recipe);
        ObjectNode sorted = MAPPER.createObjectNode();
        tree.properties().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(setting -> sorted.set(setting.getKey(), setting.getValue()));
        return sorted;
    }

    public static LoraRecipe recipe(JsonNode given) {
        ObjectNode whole = MAPPER.valueToTree(LoraRecipe.defaults());
        if (!given.isMissingNode()) {
            onlyKnown("recipe", given, RECIPE_FIELDS);
            given.properties().forEach(field -> whole.set(field.getKey(), field.getValue()));
        }
        try {
            return MAPPER.treeToValue(whole, LoraRecipe.class);
        } catch (ValueInstantiationException e) {
            throw new IllegalArgumentException("recipe: " + e.getCause().getMessage(), e);
        } catch (JsonMappingException e) {
            throw new IllegalArgumentException("recipe." + field(e) + ": " + e.getOriginalMessage(), e);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("recipe: " + e.getOriginalMessage(), e);
        }
    }

    private static List<String> recipeFields() {
        LoraRecipe usual = LoraRecipe.defaults();
        LoraSettings everything = new LoraSettings(
                1, 1, 0, usual.lora().targets(), Map.of("q_proj", 1), Map.of("q_proj", 1.0), true, true);
        OptimizerSettings ratio = new OptimizerSettings(1, "constant", 0, 0, 0, 2.0);
        List<String> names = new ArrayList<>();
        recipeTree(usual.withLora(everything).withOptimizer(ratio)).fieldNames().forEachRemaining(names::add);
        return names;
    }

    /** Names a recipe, so that the same data is not trained on twice the same way. */
    public static Digest digest(LoraRecipe recipe) {
        return Digest.of(recipeTree(recipe).toString().getBytes(StandardCharsets.UTF_8));
    }

    private static String field(JsonMappingException problem) {
        return problem.getPath().isEmpty() ? "" : problem.getPath().getFirst().getFieldName();
    }

    private static List<Long> seeds(JsonNode given) {
        if (given.isMissingNode()) {
            return List.of(1L);
        }
        List<Long> seeds = new ArrayList<>();
        for (JsonNode seed : given) {
            if (!seed.isIntegralNumber()) {
                throw new IllegalArgumentException("seeds: expected whole numbers, but got " + given);
            }
            seeds.add(seed.asLong());
        }
        return seeds;
    }

    private static RetrainingPolicy retraining(JsonNode given) {
        if (given.isMissingNode()) {
            return RetrainingPolicy.DEFAULT;
        }
        onlyKnown("retraining", given, List.of("debounce", "cooldown", "daily_cap", "alert_trains_again"));
        RetrainingPolicy normal = RetrainingPolicy.DEFAULT;
        return new RetrainingPolicy(
                duration("retraining.debounce", given.path("debounce"), normal.debounce()),
                duration("retraining.cooldown", given.path("cooldown"), normal.cooldown()),
                given.path("daily_cap").asInt(normal.dailyCap()),
                flag("retraining.alert_trains_again", given.path("alert_trains_again"), normal.alertTrainsAgain()));
    }

    private static boolean flag(String field, JsonNode given, boolean normal) {
        if (!given.isMissingNode() && !given.isBoolean()) {
            throw new IllegalArgumentException(field + ": expected true or false, but got " + given);
        }
        return given.asBoolean(normal);
    }

    /** {@code 30s}, {@code 10m}, {@code 2h}, {@code 1d} or ISO 8601. */
    private static Duration duration(String field, JsonNode given, Duration normal) {
        if (given.isMissingNode()) {
            return normal;
        }
        String text = given.asText().strip().toUpperCase(Locale.ROOT);
        try {
            if (text.startsWith("P")) {
                return Duration.parse(text);
            }
            return Duration.parse(text.endsWith("D") ? "P" + text : "PT" + text);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    field + ": expected a duration such as 30s, but got '" + given.asText() + "'", e);
        }
    }

    private static void onlyKnown(String where, JsonNode object, List<String> known) {
        if (!object.isObject()) {
            throw new IllegalArgumentException(where + ": expected an object, but got " + object.getNodeType());
        }
        for (Iterator<String> names = object.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!known.contains(name)) {
                throw new IllegalArgumentException(where + "." + name + ": unknown; expected one of " + known);
            }
        }
    }
}
