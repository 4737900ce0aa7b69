package dev.whetstone.engine.text;

import java.util.Arrays;

/** A whole chat as token ids: the first {@code promptLength} are given, the rest is what the model should say. */
public record EncodedChat(int[] ids, int promptLength) {

    public EncodedChat {
        ids = ids.clone();
        if (promptLength < 0 || promptLength > ids.length) {
            throw new IllegalArgumentException("prompt of " + promptLength + " tokens in a chat of " + ids.length);
        }
    }

    @Override
    public int[] ids() {
        return ids.clone();
    }

    public int length() {
        return ids.length;
    }

    public int[] prompt() {
        return Arrays.copyOf(ids, promptLength);
    }

    public int[] completion() {
        return Arrays.copyOfRange(ids, promptLength, ids.length);
    }
}
