package dev.whetstone.engine.train;

import static dev.whetstone.engine.train.TinyRun.finished;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whetstone.engine.adapter.AdapterFingerprint;
import dev.whetstone.engine.adapter.PeftAdapter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** Wherever a run is cut off, and by whatever, it goes on to the bytes that it would have had. */
class KillAndResumeTest extends OnTinyModel {

    private static final long SEED = 20_261_130;
    private static final int KILLED_BY_THE_KERNEL = 137;
    private static final int ENDED_BY_SIGTERM = 143;

    private TrainingOutcome.Finished whole;
    private int calls;

    @BeforeEach
    void runWithoutInterruption() {
        Cut never = new Cut(Integer.MAX_VALUE);
        whole = finished(TinyRun.on(model, directory.resolve("whole"), never));
        calls = never.calls;
        assertThat(whole.curve()).hasSize(TinyRun.STEPS / TinyRun.EVALUATE_EVERY + 2);
    }

    @Test
    void aRunCutOffAtAnyMomentEndsInTheSameBytes() throws IOException {
        SplittableRandom random = new SplittableRandom(SEED);
        for (int i = 0; i < 12; i++) {
            Path work = directory.resolve("cut-" + i);
            int cuts = i < 8 ? 1 : 2;
            StringBuilder where = new StringBuilder("seed " + SEED + ", cut off in call");
            for (int cut = 0; cut < cuts; cut++) {
                int call = random.nextInt(calls / cuts);
                where.append(' ').append(call);
                assertThatThrownBy(() -> TinyRun.on(model, work, new Cut(call))).hasMessage("cut off");
            }
            requireSame(finished(TinyRun.on(model, work, new Cut(Integer.MAX_VALUE))), where.toString());
        }
    }

    /** By SIGKILL, which no process can catch: in the middle of a step, of an evaluation or of a checkpoint. */
    @Test
    void aProcessKilledAtAnyMomentLeavesARunThatEndsInTheSameBytes() throws Exception {
        SplittableRandom random = new SplittableRandom(SEED);
        for (int i = 0; i < 3; i++) {
            Path work = directory.resolve("killed-" + i);
            int first = random.nextInt(1, TinyRun.STEPS - 4);
            String where = "seed " + SEED + ", killed after " + kill(work, first, random);
            if (i == 2) {
                int second = random.nextInt(first + 1, TinyRun.STEPS - 1);
                where += " and " + kill(work, second, random);
            }
            requireSame(finished(TinyRun.on(model, work, new Cut(Integer.MAX_VALUE))), where);
        }
    }

    /** By SIGTERM, as a cluster ends a process: it stops after the step it is in, and what it has is kept. */
    @Test
    void aProcessToldToEndSavesWhereItIsAndARunGoesOnFromThere() throws Exception {
        Path work = directory.resolve("ended");
        Process process = TinyRun.start(directory, work, Duration.ofMillis(50));
        String last = "";
        try (BufferedReader said = process.inputReader()) {
            for (String line = said.readLine(); line != null; line = said.readLine()) {
                if (line.equals("step 4")) {
                    process.toHandle().destroy(); // Process.destroy() would no longer let us read
                }
                last = line;
            }
        }

        assertThat(process.waitFor()).isEqualTo(ENDED_BY_SIGTERM);
        assertThat(last).matches("stopped at \\d+");
        int step = Integer.parseInt(last.substring("stopped at ".length()));
        assertThat(step).isBetween(4, TinyRun.STEPS - 1);
        assertThat(work.resolve("checkpoint-%09d/state.json".formatted(step))).exists();
        assertThat(work.resolve("adapter")).doesNotExist();
        requireSame(finished(TinyRun.on(model, work, new Cut(Integer.MAX_VALUE))), "ended after step " + step);
    }

    @Test
    void theLastAndTheBestCheckpointAreKeptAndNoOther() throws IOException {
        Path work = directory.resolve("stopped");
        Cut stopping = new Cut(Integer.MAX_VALUE);
        stopping.stopAfter = 11;

        assertThat(TinyRun.on(model, work, stopping)).isEqualTo(new TrainingOutcome.Stopped(11));

        CurvePoint best = whole.curve().stream()
                .filter(point -> point.step() > 0 && point.step() <= 9)
                .reduce((a, b) -> b.validationLoss() < a.validationLoss() ? b : a)
                .orElseThrow();
        try (Stream<Path> kept = Files.list(work)) {
            assertThat(kept.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder("checkpoint-000000011", "best-%09d".formatted(best.step()));
        }
    }

    /** What is summed in another order has other bits; how many fit into memory may have changed meanwhile. */
    @Test
    void aRunGoesOnWithTheWorkersItHad() throws IOException {
        Path work = directory.resolve("workers");
        Cut stopping = new Cut(Integer.MAX_VALUE);
        stopping.stopAfter = 4;
        TinyRun.on(model, work, stopping);
        Path state = work.resolve("checkpoint-000000004/state.json");
        assertThat(state).content().contains("\"workers\":2");
        Files.writeString(state, Files.readString(state).replace("\"workers\":2", "\"workers\":3"));

        Cut later = new Cut(Integer.MAX_VALUE);
        later.stopAfter = 7;
        TinyRun.on(model, work, later);

        assertThat(work.resolve("checkpoint-000000007/state.json")).content().contains("\"workers\":3");
    }

    /** A file may grow to 40 KiB: an adapter fits, a checkpoint with its moments does not, and the kernel cuts its writing short. */
    @Test
    void aCheckpointThatCannotBeWrittenLeavesTheLastOneAndSaysWhy() throws Exception {
        Path work = directory.resolve("full");
        Cut stopping = new Cut(Integer.MAX_VALUE);
        stopping.stopAfter = 4;
        TinyRun.on(model, work, stopping);

        Process process = TinyRun.start(directory, work, "sh", "-c", "ulimit -f 80; exec \"$@\"", "sh");
        process.getInputStream().transferTo(OutputStream.nullOutputStream());

        assertThat(process.waitFor()).isEqualTo(1);
        assertThat(directory.resolve("full.log"))
                .content()
                .contains("cannot write " + work.resolve("checkpoint-000000006.partial/tensors.safetensors"))
                .contains("File too large");
        assertThat(work.resolve("checkpoint-000000004/state.json")).exists();
        assertThat(work.resolve("checkpoint-000000006")).doesNotExist();
        requireSame(finished(TinyRun.on(model, work, new Cut(Integer.MAX_VALUE))), "after the disk was full");
    }

    /** Gives back where it was killed. */
    private String kill(Path work, int step, SplittableRandom random) throws Exception {
        long nanos = random.nextLong(4_000_000);
        Process process = TinyRun.start(directory, work);
        try (BufferedReader said = process.inputReader()) {
            String line = said.readLine();
            while (line != null && !line.equals("step " + step)) {
                line = said.readLine();
            }
            assertThat(line).as("output of the process").isNotNull();
            LockSupport.parkNanos(nanos);
            process.destroyForcibly();
        }
        assertThat(process.waitFor()).isEqualTo(KILLED_BY_THE_KERNEL);
        return "step " + step + " and " + nanos + " ns";
    }

    private void requireSame(TrainingOutcome.Finished resumed, String where) throws IOException {
        assertThat(resumed.curve()).as(where).isEqualTo(whole.curve());
        for (String file : List.of(PeftAdapter.WEIGHTS_FILE, "adapter_config.json", AdapterFingerprint.FILE_NAME)) {
            assertThat(resumed.adapter().resolve(file))
                    .as(where)
                    .hasSameBinaryContentAs(whole.adapter().resolve(file));
        }
        assertThat(resumed.receiptFile()).as(where).hasSameBinaryContentAs(whole.receiptFile());
    }

    /** Throws in the call that it is told, as if the process ended there; or asks to stop after a step. */
    private static final class Cut implements TrainingListener {
        private final int at;
        private int calls;
        private long step;
        private long stopAfter = Long.MAX_VALUE;

        private Cut(int at) {
            this.at = at;
        }

        @Override
        public void progressed(Progress now) {
            step = now.step();
            called();
        }

        @Override
        public void checkpointed(long step, Path checkpoint) {
            called();
        }

        @Override
        public boolean stopRequested() {
            called();
            return step >= stopAfter;
        }

        private void called() {
            if (calls++ == at) {
                throw new IllegalStateException("cut off");
            }
        }
    }
}
