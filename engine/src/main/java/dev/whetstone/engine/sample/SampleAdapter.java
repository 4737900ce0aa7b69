package dev.whetstone.engine.sample;

import dev.whetstone.engine.adapter.LoraPlace;
import dev.whetstone.engine.adapter.LoraSettings;
import dev.whetstone.engine.adapter.PeftConfig;
import dev.whetstone.engine.adapter.PeftWriter;
import dev.whetstone.engine.adapter.TargetModules;
import dev.whetstone.engine.format.ModelConfig;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;

/** A PEFT adapter on every linear layer with random factors, small enough to change what is said without breaking it. */
public final class SampleAdapter {

    private static final double LARGEST = 0.02;

    private SampleAdapter() {}

    /**
     * @param directory is made
     * @param base the shape that it fits
     * @param seed the same seed writes the same bytes
     * @return the directory
     */
    public static Path write(Path directory, ModelConfig base, int rank, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        PeftConfig config =
                new PeftConfig(new LoraSettings(rank, 2.0 * rank, 0, new TargetModules.AllLinear()), "random factors");
        PeftWriter.write(directory, config, base, new PeftWriter.Factors() {
            @Override
            public MemorySegment a(LoraPlace place) {
                return drawn(random, place.sizeOfA(base));
            }

            @Override
            public MemorySegment b(LoraPlace place) {
                return drawn(random, place.sizeOfB(base));
            }
        });
        return directory;
    }

    private static MemorySegment drawn(SplittableRandom random, long count) {
        float[] values = new float[Math.toIntExact(count)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextDouble(-LARGEST, LARGEST);
        }
        return Arena.ofAuto().allocateFrom(ValueLayout.JAVA_FLOAT, values);
    }
}
