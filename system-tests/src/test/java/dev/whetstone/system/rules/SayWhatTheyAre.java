package dev.whetstone.system.rules;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * No banned word in a type's name. "Base" is banned as what a superclass is called; the base of an adapter is a term of the field, so
 * types that nothing can extend, and names that say "base model", may have it.
 */
final class SayWhatTheyAre extends ArchCondition<JavaClass> {

    private static final Set<String> BANNED = Set.of(
            "impl",
            "manager",
            "helper",
            "helpers",
            "util",
            "utils",
            "processor",
            "abstract",
            "dto",
            "dao",
            "info",
            "common");
    private static final String BASE = "base";
    private static final String WORDS = "(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])";

    SayWhatTheyAre() {
        super("have names that say what they are");
    }

    @Override
    public void check(JavaClass type, ConditionEvents events) {
        List<String> words = List.of(type.getSimpleName().split(WORDS)).stream()
                .map(word -> word.toLowerCase(Locale.ROOT))
                .toList();
        words.stream()
                .filter(word -> BANNED.contains(word) || word.equals(BASE) && namesASuperclass(type, words))
                .forEach(word -> events.add(SimpleConditionEvent.violated(
                        type, type.getFullName() + " has the word '" + word + "' in its name")));
    }

    private static boolean namesASuperclass(JavaClass type, List<String> words) {
        int base = words.indexOf(BASE);
        boolean model = base + 1 < words.size() && words.get(base + 1).equals("model");
        return !model && !type.getModifiers().contains(JavaModifier.FINAL);
    }
}
