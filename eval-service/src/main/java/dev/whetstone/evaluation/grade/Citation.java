package dev.whetstone.evaluation.grade;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One source as an output names it. */
sealed interface Citation {

    /** {@code [3]}; several in one text, as in {@code [1], [3]}, are a citation each. */
    record Numbered(String text, int passage) implements Citation {}

    /** Words that should be found in the input. */
    record Quoted(String text) implements Citation {}

    /** Not a text, or an empty one: names nothing. */
    record Nothing(String text) implements Citation {}

    Pattern ONLY_NUMBERS = Pattern.compile("\\s*(\\[\\d{1,9}][\\s,;]*(and\\s+)?)+");
    Pattern NUMBER = Pattern.compile("\\[(\\d{1,9})]");

    String text();

    static List<Citation> read(JsonNode value) {
        if (!value.isTextual() || value.textValue().isBlank()) {
            return List.of(new Nothing(value.toString()));
        }
        String text = value.textValue();
        if (text.length() > 200 || !ONLY_NUMBERS.matcher(text).matches()) {
            return List.of(new Quoted(text));
        }
        List<Citation> numbered = new ArrayList<>();
        Matcher numbers = NUMBER.matcher(text);
        while (numbers.find()) {
            numbered.add(new Numbered(numbers.group(), Integer.parseInt(numbers.group(1))));
        }
        return numbered;
    }
}
