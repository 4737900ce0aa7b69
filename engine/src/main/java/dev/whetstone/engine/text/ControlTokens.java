package dev.whetstone.engine.text;

import dev.whetstone.engine.ModelException;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The tokens that steer the model: turns, roles, ends. */
final class ControlTokens {

    /** A control token that stands in a text from begin to end (exclusive). */
    record Found(TokenizerJson.AddedToken token, int begin, int end) {}

    private final Map<String, TokenizerJson.AddedToken> byContent = new HashMap<>();
    private final Map<Integer, String> contents = new HashMap<>();
    private final BitSet ids = new BitSet();
    private final Pattern any;

    private ControlTokens(List<TokenizerJson.AddedToken> tokens) {
        for (TokenizerJson.AddedToken token : tokens) {
            byContent.put(token.content(), token);
            contents.put(token.id(), token.content());
            ids.set(token.id());
        }
        any = Pattern.compile(anyOf(byContent.keySet()));
    }

    /** The longest wins, as in the library. The look ahead at the first character makes most positions cheap. */
    private static String anyOf(Set<String> contents) {
        if (contents.isEmpty()) {
            return "(?!)"; // nowhere
        }
        String firsts = contents.stream()
                .map(content -> Character.toString(content.codePointAt(0)))
                .distinct()
                .collect(Collectors.joining());
        return "(?=[" + Pattern.quote(firsts) + "])(?:"
                + contents.stream()
                        .sorted(Comparator.comparingInt(String::length).reversed())
                        .map(Pattern::quote)
                        .collect(Collectors.joining("|"))
                + ")";
    }

    static ControlTokens of(TokenizerJson tokenizer) {
        return new ControlTokens(tokenizer.addedTokens().stream()
                .filter(token -> token.special() && !token.content().isEmpty())
                .toList());
    }

    boolean contains(int id) {
        return ids.get(id);
    }

    /** As templates write it. */
    Optional<String> findContent(int id) {
        return Optional.ofNullable(contents.get(id));
    }

    OptionalInt find(String content) {
        TokenizerJson.AddedToken token = byContent.get(content);
        return token == null ? OptionalInt.empty() : OptionalInt.of(token.id());
    }

    /** Every place where the text spells a control token, from left to right, overlapping ones too. */
    List<Found> spelled(String text) {
        List<Found> found = new ArrayList<>();
        Matcher matcher = any.matcher(text);
        for (int from = 0; matcher.find(from); from = matcher.start() + 1) {
            found.add(new Found(byContent.get(matcher.group()), matcher.start(), matcher.end()));
        }
        return found;
    }

    /** The last line of defence: what a tokenizer does not know may become its unknown token, and that one steer the model. */
    int[] requireNone(int[] encoded) {
        for (int id : encoded) {
            if (ids.get(id)) {
                throw new ModelException("text was encoded as control token " + id
                        + ", which must not reach the model: the tokenizer has no token for one of its characters, use one that has all"
                        + " bytes");
            }
        }
        return encoded;
    }
}
