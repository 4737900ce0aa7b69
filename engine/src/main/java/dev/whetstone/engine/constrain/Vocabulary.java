package dev.whetstone.engine.constrain;

import dev.whetstone.engine.ModelException;
import dev.whetstone.engine.constrain.automaton.Automaton;
import dev.whetstone.engine.constrain.automaton.State;
import dev.whetstone.engine.text.Tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A tokenizer's tokens as bytes, and the tries over them. Every byte of JSON's own signs and of ASCII text is a token of its own here, so
 * whatever was said, something can follow. Immutable.
 */
final class Vocabulary {

    private static final byte[] NONE = {};

    private final byte[][] bytes;
    private final long[] ends;
    private final BitSet single = new BitSet(256);
    private final PlainText plain;
    private final TokenTrie all;
    private final TokenTrie notPlain;

    /**
     * @param bytes by token id; empty for control tokens, which are never allowed
     * @param endTokens ids that end a completion: allowed where the value is whole, and only there
     * @throws ModelException when the tokenizer cannot write JSON byte by byte
     */
    Vocabulary(byte[][] bytes, Collection<Integer> endTokens) {
        this.bytes = bytes.clone();
        this.ends = new long[(bytes.length + 63) >> 6];
        for (int end : endTokens) {
            if (end >= 0 && end < bytes.length) {
                this.bytes[end] = NONE;
                ends[end >> 6] |= 1L << end;
            }
        }
        findSingleBytes();
        boolean cutsCharacters = single.nextClearBit(0x80) > 0xBF;
        List<Integer> usable = IntStream.range(0, bytes.length)
                .filter(id -> this.bytes[id].length > 0)
                .filter(id -> cutsCharacters || isWhole(this.bytes[id]))
                .boxed()
                .toList();
        this.plain = new PlainText(this.bytes, usable);
        this.all = TokenTrie.of(this.bytes, usable);
        this.notPlain = TokenTrie.of(this.bytes, plain.others());
    }

    /** @param size rows of the model's head: ids from there on cannot be chosen */
    static Vocabulary of(Tokenizer tokenizer, int size, Collection<Integer> endTokens) {
        byte[][] bytes = new byte[size][];
        for (int id = 0; id < size; id++) {
            bytes[id] = tokenizer.isControlToken(id) ? NONE : tokenizer.bytes(id);
        }
        return new Vocabulary(bytes, endTokens);
    }

    /** Bytes that are a token of their own. */
    BitSet single() {
        return (BitSet) single.clone();
    }

    byte[] bytes(int token) {
        return bytes[token];
    }

    /** The tokens that may follow a state; never none, unless the state is dead. */
    TokenMask allowed(Automaton automaton, State state) {
        long[] allowed;
        if (state.room() > 0) {
            allowed = plain.upTo(state.room());
            notPlain.addAllowed(automaton, state, allowed);
        } else {
            allowed = new long[ends.length];
            all.addAllowed(automaton, state, allowed);
        }
        if (state.mayEnd()) {
            for (int word = 0; word < ends.length; word++) {
                allowed[word] |= ends[word];
            }
        }
        return new TokenMask(allowed, bytes.length);
    }

    private void findSingleBytes() {
        for (byte[] token : bytes) {
            if (token.length == 1) {
                single.set(token[0] & 0xFF);
            }
        }
        int missing = single.nextClearBit(' ');
        if (missing <= '~') {
            throw new ModelException("the tokenizer has no token for the character '" + (char) missing
                    + "' alone: output cannot be held to a schema with it. Use a model with a byte-level tokenizer");
        }
    }

    /** Neither begins nor ends inside a character. */
    private static boolean isWhole(byte[] token) {
        return (token[0] & 0xC0) != 0x80 && new String(token, StandardCharsets.UTF_8).indexOf('\uFFFD') < 0;
    }
}
