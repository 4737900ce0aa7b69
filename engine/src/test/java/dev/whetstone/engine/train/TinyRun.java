package dev.whetstone.engine.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whetstone.engine.ChatMessage;
import dev.whetstone.engine.LanguageModel;
import dev.whetstone.engine.TinyModels;
import dev.whetstone.engine.adapter.LoraSettings;
import dev.whetstone.engine.adapter.TargetModules;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A short run that has in it whatever a resumed run must find again: dropout, an order for each epoch, a climbing and falling rate, moments,
 * a best step, ranks and rates that differ. Also as a process of its own, for those who want to kill one.
 */
final class TinyRun {

    static final int STEPS = 20;
    static final int EVALUATE_EVERY = 3;

    private TinyRun() {}

    static TrainingOutcome on(LanguageModel model, Path work, TrainingListener listener) {
        LoraSettings settings = new LoraSettings(
                4, 8, 0.2, new TargetModules.AllLinear(), Map.of("1.mlp.down_proj", 2), Map.of("k_proj", 3.0), true);
        LoraRecipe recipe = new LoraRecipe(
                settings,
                new OptimizerSettings(0.01, "cosine", 0.1, 0.01, 1, 4.0),
                5,
                4,
                EVALUATE_EVERY,
                0,
                0,
                1024,
                16,
                32,
                5,
                new TrainingMethod.Supervised());
        return LoraTrainer.train(model, chats(0, 16), chats(16, 20), recipe, work, listener);
    }

    /** Two epochs with other settings, over the same rows. */
    static TrainingOutcome shortly(
            LanguageModel model,
            LoraSettings lora,
            OptimizerSettings optimizer,
            Path work,
            TrainingListener listener,
            Beginning beginning) {
        LoraRecipe recipe =
                new LoraRecipe(lora, optimizer, 2, 4, 2, 0, 0, 256, 0, 8, 5, new TrainingMethod.Supervised());
        return LoraTrainer.train(
                model, chats(0, 16), chats(16, 20), recipe, work, listener, Provenance.unknown(), beginning);
    }

    /** What came of a run that was to end by itself. */
    static TrainingOutcome.Finished finished(TrainingOutcome outcome) {
        assertThat(outcome).isInstanceOf(TrainingOutcome.Finished.class);
        return (TrainingOutcome.Finished) outcome;
    }

    /** Questions whose answer depends on their number, in a fixed form. */
    static List<TrainingChat> chats(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> new TrainingChat(List.of(
                        new ChatMessage("user", "Item " + i), new ChatMessage("assistant", "{\"n\":" + i % 4 + "}"))))
                .toList();
    }

    /** The run as a process that says {@code step N} after each step; the model's files are in the directory already. */
    static Process start(Path directory, Path work, String... shell) {
        return start(directory, work, Duration.ZERO, shell);
    }

    /** @param pause after each step */
    static Process start(Path directory, Path work, Duration pause, String... shell) {
        Stream<String> flags = ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> !flag.startsWith("-javaagent") && !flag.startsWith("-agentlib"));
        List<String> command = new ArrayList<>(List.of(shell));
        command.add(ProcessHandle.current().info().command().orElseThrow());
        command.addAll(flags.toList());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), TinyRun.class.getName()));
        command.addAll(List.of(directory.toString(), work.toString(), pause.toString()));
        try {
            return new ProcessBuilder(command)
                    .redirectError(
                            work.resolveSibling(work.getFileName() + ".log").toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** SIGTERM is a wish to stop: the process waits for the run to have saved where it is. */
    public static void main(String[] arguments) {
        AtomicBoolean stopping = new AtomicBoolean();
        Thread training = Thread.currentThread();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            stopping.set(true);
            try {
                training.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));
        Duration pause = Duration.parse(arguments[2]);
        try (LanguageModel model = TinyModels.reload(Path.of(arguments[0]))) {
            TrainingOutcome outcome = on(model, Path.of(arguments[1]), new TrainingListener() {
                @Override
                public void progressed(Progress now) {
                    System.out.println("step " + now.step());
                    System.out.flush();
                    LockSupport.parkNanos(pause.toNanos());
                }

                @Override
                public void checkpointed(long step, Path checkpoint) {
                    System.out.println("checkpoint " + step);
                    System.out.flush();
                }

                @Override
                public boolean stopRequested() {
                    return stopping.get();
                }
            });
            if (outcome instanceof TrainingOutcome.Stopped(long savedStep)) {
                System.out.println("stopped at " + savedStep);
            }
        }
    }
}
