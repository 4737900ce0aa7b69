package dev.whetstone.engine.torch;

import dev.whetstone.engine.format.ModelConfig;
import dev.whetstone.engine.format.Sha256;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** Names an adapter by its factors as they lie in memory, scale and number format included, and by where they belong. */
public final class LoraDigest {

    private LoraDigest() {}

    /** {@code sha256:} and 64 hexadecimal digits. */
    public static String of(LoraWeights weights, ModelConfig config) {
        MessageDigest digest = Sha256.begin();
        try (var _ = new PointerScope()) {
            for (int layer = 0; layer < config.layers(); layer++) {
                for (Projection projection : Projection.values()) {
                    String place = layer + " " + projection + "\n";
                    weights.find(layer, projection).ifPresent(pair -> {
                        digest.update(place.getBytes(StandardCharsets.UTF_8));
                        add(pair.a(), digest);
                        add(pair.bTransposed(), digest);
                    });
                    weights.gain(layer, projection).ifPresent(gain -> add(gain.factor(), digest));
                }
            }
        }
        return Sha256.name(digest);
    }

    private static void add(Tensor tensor, MessageDigest digest) {
        Tensor host = tensor.cpu();
        digest.update(ByteBuffer.allocate(Long.BYTES).putLong(0, host.numel()));
        digest.update(NativeData.span(host).asByteBuffer());
    }
}
