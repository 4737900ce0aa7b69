package dev.whetstone.engine.generate;

/**
 * A token and how likely the model finds it.
 *
 * @param bytes what it stands for; none for control tokens, and not always whole characters
 * @param logProbability natural logarithm
 */
public record TokenLogProbability(int token, byte[] bytes, double logProbability) {

    public TokenLogProbability {
        bytes = bytes.clone();
    }

    @Override
    public byte[] bytes() {
        return bytes.clone();
    }
}
