package dev.whetstone.engine;

import dev.whetstone.engine.text.EncodedChat;
import dev.whetstone.engine.torch.KvCache;
import dev.whetstone.engine.torch.LoraWeights;
import dev.whetstone.engine.torch.Native;
import dev.whetstone.engine.torch.NativeData;
import dev.whetstone.engine.torch.Network;
import dev.whetstone.engine.torch.Session;
import dev.whetstone.engine.torch.Span;
import dev.whetstone.engine.torch.Step;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Scores one chat at a time, alone in its batch. */
final class Scoring {

    private static final int HEAD_ROWS_AT_ONCE = 128;

    private final LanguageModel model;
    private final Network network;
    private final ScoreOptions options;

    Scoring(LanguageModel model, ScoreOptions options) {
        this.model = model;
        this.network = model.network();
        this.options = options;
    }

    Score score(List<ChatMessage> chat, Optional<Adapter> adapter) {
        boolean answered = !chat.isEmpty() && chat.getLast().role().equals("assistant");
        EncodedChat encoded = answered ? model.chats().conversation(chat) : promptOnly(chat);
        int longest = Math.max(encoded.length(), encoded.promptLength() + options.newTokens());
        if (encoded.promptLength() == 0 || longest > model.contextLength()) {
            throw new IllegalArgumentException("the chat and its completion are " + longest
                    + " tokens, but the context takes 1 to " + model.contextLength());
        }
        adapter.ifPresent(Adapter::acquire);
        try {
            Native.bindThread();
            return score(encoded, adapter.map(Adapter::weights).orElse(LoraWeights.NONE), longest);
        } finally {
            adapter.ifPresent(Adapter::release);
        }
    }

    private EncodedChat promptOnly(List<ChatMessage> chat) {
        int[] ids = model.prompt(chat);
        return new EncodedChat(ids, ids.length);
    }

    private Score score(EncodedChat chat, LoraWeights lora, int longest) {
        try (var _ = new PointerScope();
                var _ = new NoGradGuard();
                Session session = Session.of(network, 1, longest)) {
            OptionalDouble loss = completionLoss(chat, lora, session);
            int[] prompt = chat.prompt();
            Tensor logits = network.logits(forward(prompt, 0, prompt.length - 1, lora, session)); // (1, V)
            T_TensorTensor_T top = torch.topk(logits, Math.min(options.top(), logits.size(1)));
            return new Score(
                    prompt,
                    ints(top.get1()),
                    NativeData.toFloats(top.get0()),
                    torch.logsumexp(logits, 1).item_double(),
                    chat.completion(),
                    loss,
                    greedy(logits, prompt.length, lora, session));
        }
    }

    /** Mean of {@code logsumexp(z) - z[token]} over the completion's tokens, each predicted from those before it. */
    private OptionalDouble completionLoss(EncodedChat chat, LoraWeights lora, Session session) {
        int[] completion = chat.completion();
        if (completion.length == 0) {
            return OptionalDouble.empty();
        }
        int[] inputs = Arrays.copyOf(chat.ids(), chat.length() - 1);
        double sum = 0;
        try (var _ = new PointerScope()) {
            Tensor hidden = forward(inputs, 0, chat.promptLength() - 1, lora, session); // (C, H)
            for (int from = 0; from < completion.length; from += HEAD_ROWS_AT_ONCE) {
                int count = Math.min(HEAD_ROWS_AT_ONCE, completion.length - from);
                long[] tokens = Arrays.stream(completion, from, from + count)
                        .asLongStream()
                        .toArray();
                sum += lossSum(hidden.narrow(0, from, count), tokens);
            }
        }
        return OptionalDouble.of(sum / completion.length);
    }

    private double lossSum(Tensor hidden, long[] tokens) {
        try (var _ = new PointerScope()) {
            Tensor logits = network.logits(hidden); // (C, V)
            Tensor said = logits.gather(1, network.backend().longs(tokens, tokens.length, 1)); // (C, 1)
            return torch.logsumexp(logits, 1).sub(said.squeeze(1)).sum().item_double();
        }
    }

    private int[] greedy(Tensor firstLogits, int promptLength, LoraWeights lora, Session session) {
        int[] said = new int[options.newTokens()];
        Tensor logits = firstLogits;
        for (int i = 0; i < said.length; i++) {
            said[i] = (int) torch.argmax(logits).item_long();
            if (model.config().eosTokens().contains(said[i])) {
                return Arrays.copyOf(said, i + 1);
            }
            if (i + 1 < said.length) {
                logits = network.logits(forward(new int[] {said[i]}, promptLength + i, 0, lora, session));
            }
        }
        return said;
    }

    private Tensor forward(int[] tokens, int start, int wantedFrom, LoraWeights lora, Session session) {
        int[] blocks = KvCache.blocksOf(0, start + tokens.length);
        Step step = new Step(List.of(new Span(blocks, start, tokens, lora, wantedFrom)));
        return network.forward(step, session);
    }

    private static int[] ints(Tensor tensor) {
        return Arrays.stream(NativeData.toLongs(tensor))
                .mapToInt(Math::toIntExact)
                .toArray();
    }
}
