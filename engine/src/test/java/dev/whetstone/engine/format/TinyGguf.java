package dev.whetstone.engine.format;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A Llama of one layer with grouped heads and a byte-level tokenizer, as a GGUF file. Every weight is its own position. */
public final class TinyGguf {

    public static final int HIDDEN = 32;
    public static final int HEADS = 4;
    public static final int KEY_VALUE_HEADS = 2;
    public static final int HEAD_DIMENSION = HIDDEN / HEADS;
    public static final List<String> CONTROL = List.of("<|endoftext|>", "<|im_start|>", "<|im_end|>");
    public static final String TEMPLATE = "{% for m in messages %}{{ '<|im_start|>' + m['role'] + '\n' + m['content']"
            + " + '<|im_end|>\n' }}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}";

    private TinyGguf() {}

    /** The 256 bytes and no merge. */
    public static GgufBytes model() {
        List<String> tokens = new ArrayList<>(CONTROL);
        for (int value = 0; value < 256; value++) {
            tokens.add(String.valueOf(ByteAlphabet.characterOf(value)));
        }
        return model("smollm", tokens, List.of("a b"));
    }

    /** The control tokens come first; a merge of two single characters needs its result in the vocabulary. */
    public static GgufBytes model(String pre, List<String> tokens, List<String> merges) {
        List<String> whole = new ArrayList<>(tokens);
        merges.stream()
                .map(merge -> merge.replace(" ", ""))
                .filter(token -> !whole.contains(token))
                .forEach(whole::add);
        List<Integer> types = new ArrayList<>(Collections.nCopies(whole.size(), 1));
        for (int i = 0; i < CONTROL.size(); i++) {
            types.set(i, 3);
        }
        GgufBytes gguf = new GgufBytes()
                .put("general.architecture", "llama")
                .put("llama.context_length", 64)
                .put("llama.embedding_length", HIDDEN)
                .put("llama.block_count", 1)
                .put("llama.feed_forward_length", 64)
                .put("llama.attention.head_count", HEADS)
                .put("llama.attention.head_count_kv", KEY_VALUE_HEADS)
                .put("llama.attention.layer_norm_rms_epsilon", 1e-5f)
                .put("llama.rope.freq_base", 100_000f)
                .put("tokenizer.ggml.model", "gpt2")
                .put("tokenizer.ggml.pre", pre)
                .put("tokenizer.ggml.tokens", whole)
                .put("tokenizer.ggml.token_type", types)
                .put("tokenizer.ggml.merges", merges)
                .put("tokenizer.ggml.bos_token_id", 1)
                .put("tokenizer.ggml.eos_token_id", 2)
                .put("tokenizer.chat_template", TEMPLATE);
        return tensors(gguf, whole.size());
    }

    private static GgufBytes tensors(GgufBytes gguf, int vocabulary) {
        return gguf.tensor("token_embd.weight", 8, new byte[vocabulary * 34], HIDDEN, vocabulary)
                .floats("blk.0.attn_norm.weight", values(HIDDEN), HIDDEN)
                .floats("blk.0.attn_q.weight", values(HIDDEN * HIDDEN), HIDDEN, HIDDEN)
                .floats("blk.0.attn_k.weight", values(HIDDEN * 16), HIDDEN, 16)
                .floats("blk.0.attn_v.weight", values(HIDDEN * 16), HIDDEN, 16)
                .floats("blk.0.attn_output.weight", values(HIDDEN * HIDDEN), HIDDEN, HIDDEN)
                .floats("blk.0.ffn_norm.weight", values(HIDDEN), HIDDEN)
                .floats("blk.0.ffn_gate.weight", values(HIDDEN * 64), HIDDEN, 64)
                .floats("blk.0.ffn_up.weight", values(HIDDEN * 64), HIDDEN, 64)
                .floats("blk.0.ffn_down.weight", values(HIDDEN * 64), 64, HIDDEN)
                .floats("output_norm.weight", values(HIDDEN), HIDDEN);
    }

    /** The number of the row, exact in bfloat16, so that a test sees which row went where. */
    private static float[] values(int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = i / HIDDEN;
        }
        return values;
    }
}
