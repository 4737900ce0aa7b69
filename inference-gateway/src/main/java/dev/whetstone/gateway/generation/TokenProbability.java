package dev.whetstone.gateway.generation;

import dev.whetstone.engine.generate.LogProbabilities;
import dev.whetstone.engine.generate.TokenLogProbability;
import dev.whetstone.engine.text.Tokenizer;

import java.util.List;

/**
 * A token of an answer and how likely the model itself found it, before schema, bias, penalties and temperature.
 *
 * @param text what it stands for, broken characters replaced; of a control token its name
 * @param control whether it steers the model and is no part of the text, such as the end of the turn
 * @param bytes what it stands for; not always whole characters, none for a control token
 * @param logProbability natural logarithm, finite
 * @param likeliest the likeliest tokens in its place, as many as were asked for; none of them has such a list of its own
 */
public record TokenProbability(
        int id, String text, boolean control, byte[] bytes, double logProbability, List<TokenProbability> likeliest) {

    /** OpenAI's number for a token that will not be said; JSON has no infinity. */
    private static final double NEVER = -9999;

    public TokenProbability {
        bytes = bytes.clone();
        likeliest = List.copyOf(likeliest);
    }

    static TokenProbability of(LogProbabilities made, Tokenizer tokenizer) {
        List<TokenProbability> likeliest = made.likeliest().stream()
                .map(token -> of(token, List.of(), tokenizer))
                .toList();
        return of(made.chosen(), likeliest, tokenizer);
    }

    private static TokenProbability of(
            TokenLogProbability token, List<TokenProbability> likeliest, Tokenizer tokenizer) {
        return new TokenProbability(
                token.token(),
                tokenizer.spell(new int[] {token.token()}),
                tokenizer.isControlToken(token.token()),
                token.bytes(),
                Math.max(NEVER, token.logProbability()),
                likeliest);
    }

    @Override
    public byte[] bytes() {
        return bytes.clone();
    }
}
