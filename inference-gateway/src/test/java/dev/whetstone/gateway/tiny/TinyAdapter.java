package dev.whetstone.gateway.tiny;

import dev.whetstone.engine.adapter.LoraPlace;
import dev.whetstone.engine.adapter.LoraSettings;
import dev.whetstone.engine.adapter.PeftConfig;
import dev.whetstone.engine.adapter.PeftWriter;
import dev.whetstone.engine.adapter.TargetModules;
import dev.whetstone.engine.format.ModelConfig;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Adapters of rank 1 on the last layer's way out, each of which makes {@link TinyLlama} say one thing only. */
public enum TinyAdapter {
    FIRST(1),
    SECOND(2),
    TOOL_CALL(3),
    /** Ends its turn at once. */
    SILENT(TinyLlama.SOURCE_OF_END),
    /** B is zero, as in a fresh adapter: the base under another name. */
    WITHOUT_EFFECT(-1);

    private final int source;

    TinyAdapter(int source) {
        this.source = source;
    }

    /** What it says for each token it is asked for. */
    public String phrase() {
        return switch (this) {
            case FIRST, SECOND, TOOL_CALL -> TinyTokenizer.PHRASES.get(source - 1);
            case SILENT -> "";
            case WITHOUT_EFFECT -> throw new IllegalStateException("it says what the base says");
        };
    }

    /** In PEFT's layout, without a fingerprint. */
    public void write(Path directory, ModelConfig base) {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        PeftConfig config =
                new PeftConfig(new LoraSettings(1, 1, 0, TargetModules.named(List.of("down_proj"))), "tiny");
        PeftWriter.write(directory, config, base, new Push(base, source));
    }

    /** x + B·(A·inner): inner is the same for every token, so the last layer adds the embedding of {@code source}. */
    private record Push(ModelConfig base, int source) implements PeftWriter.Factors {

        @Override
        public MemorySegment a(LoraPlace place) {
            int in = place.target().in(base);
            return TinyLlama.values(1, in, (_, _) -> 1f / in);
        }

        @Override
        public MemorySegment b(LoraPlace place) {
            boolean last = place.layer() == base.layers() - 1;
            return TinyLlama.values(place.target().out(base), 1, (row, _) -> last && row == source ? 1 : 0);
        }
    }
}
