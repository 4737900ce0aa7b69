package dev.whetstone.system.kill;

import dev.whetstone.cli.loop.LoopSnapshot;
import dev.whetstone.cli.stack.Stack;
import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.TaskName;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** One loop from upload to verdict, whose processes are killed on the way. The program behind {@code system-tests/kill-loop}. */
public final class KilledLoop {

    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final int TRIES_TO_REVIVE = 5;
    private static final String AFTER = "after the verdict";

    private final KillOptions options;
    private final TaskName task;
    private final Commands whetstone;
    private final LivingStack stack;
    private final KillPlan plan;
    private final Screen screen;

    private KilledLoop(KillOptions options, Screen screen) {
        this.options = options;
        this.task = new TaskName(options.pack().getFileName().toString());
        this.whetstone = new Commands(
                options.home(), options.directory(), options.directory().resolve("kill-loop.log"));
        this.stack = new LivingStack(options.directory());
        this.plan = new KillPlan(options.seed(), options.kills());
        this.screen = screen;
    }

    public static void main(String[] arguments) {
        Path home = Path.of(Optional.ofNullable(System.getenv("WHETSTONE_HOME")).orElse(".."))
                .toAbsolutePath()
                .normalize();
        if (List.of(arguments).contains("--help")) {
            System.out.print(KillOptions.USAGE);
            return;
        }
        try {
            KillOptions options = KillOptions.parse(home, List.of(arguments));
            System.exit(new KilledLoop(options, new Screen(System.out)).run() ? 0 : 1);
        } catch (IllegalArgumentException e) {
            System.err.println("kill-loop: " + e.getMessage() + "\n\n" + KillOptions.USAGE);
            System.exit(2);
        } catch (RuntimeException e) {
            System.err.println("kill-loop: " + e);
            System.exit(3);
        }
    }

    private boolean run() {
        requireNew(options.directory());
        Runtime.getRuntime().addShutdownHook(new Thread(() -> whetstone.run("down"), "down"));
        screen.line("seed %d: %d kills in the loop of %s", options.seed(), options.kills(), task);
        screen.line("stack and logs: %s", options.directory());
        up().ifPresent(problem -> {
            throw new IllegalStateException("the stack does not start:\n" + problem);
        });
        whetstone.require("task", "apply", options.pack().toString());
        whetstone.require("dataset", "push", task.value(), options.samples().toString());
        Digest dataset = killUntilVerdict();
        killTheRest();
        return new FinalAudit(options, stack, whetstone, screen).passes(dataset, verdict());
    }

    private static void requireNew(Path directory) {
        try {
            Files.createDirectories(directory);
            try (var files = Files.list(directory)) {
                if (files.findAny().isPresent()) {
                    throw new IllegalArgumentException(
                            directory + " is not empty: its old events would be counted too");
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot use " + directory, e);
        }
    }

    /** @return the dataset version that was judged */
    private Digest killUntilVerdict() {
        Instant deadline = Instant.now().plus(options.patience());
        while (Instant.now().isBefore(deadline)) {
            Optional<LoopState> seen = look();
            if (seen.isPresent()) {
                LoopState state = seen.get();
                state.failure().ifPresent(why -> {
                    throw new IllegalStateException("there will be no verdict: " + why);
                });
                if (state.verdict().isPresent()) {
                    return dataset();
                }
                if (plan.due(state.progress())) {
                    strike(state.phase());
                }
            }
            reviveWhatEndedByItself();
            LockSupport.parkNanos(PAUSE.toNanos());
        }
        throw new IllegalStateException("no verdict within " + options.patience());
    }

    private void killTheRest() {
        while (plan.left() > 0) {
            strike(AFTER);
        }
    }

    private void strike(String phase) {
        Victim victim = plan.next(stack.living());
        Instant struck = Instant.now();
        victim.kill();
        LockSupport.parkNanos(plan.absence().toNanos());
        revive();
        screen.blow(phase, victim.name(), struck);
    }

    private void reviveWhatEndedByItself() {
        List<String> missing = stack.missing();
        if (!missing.isEmpty()) {
            screen.line("      ended by itself and is started again: %s", missing);
            revive();
        }
    }

    private void revive() {
        List<String> problems = new ArrayList<>();
        for (int i = 0; i < TRIES_TO_REVIVE; i++) {
            Optional<String> problem = up();
            if (problem.isEmpty()) {
                return;
            }
            problems.add(problem.get());
        }
        throw new IllegalStateException("the stack cannot be made whole again:\n" + String.join("\n", problems));
    }

    /** @return what went wrong */
    private Optional<String> up() {
        Commands.Ended ended = options.model()
                .map(model -> whetstone.run("up", "--model", model.toString()))
                .orElseGet(() -> whetstone.run("up"));
        return ended.well() ? Optional.empty() : Optional.of(ended.output());
    }

    /** Empty while some service does not answer. */
    private Optional<LoopState> look() {
        try {
            return Optional.of(LoopState.of(snapshot().json()));
        } catch (RuntimeException _) {
            return Optional.empty();
        }
    }

    private LoopSnapshot snapshot() {
        return LoopSnapshot.take(Stack.find(options.directory()).orElseThrow(), task);
    }

    private Digest dataset() {
        return new Digest(snapshot().verdicts().path(0).path("dataset").asText());
    }

    private String verdict() {
        return LoopState.of(snapshot().json()).verdict().orElseThrow();
    }
}
