package dev.whetstone.system.kill;

import dev.whetstone.artifacts.DirectoryArtifactStore;
import dev.whetstone.contracts.Digest;
import dev.whetstone.local.PostgresNode;
import dev.whetstone.system.audit.ArtifactAudit;
import dev.whetstone.system.audit.ArtifactRefs;
import dev.whetstone.system.audit.EventAudit;
import dev.whetstone.system.audit.LoopFacts;
import dev.whetstone.system.audit.LoopFacts.Step;
import dev.whetstone.system.audit.Trail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** Looks through what a loop has left behind, once everything on its way has arrived. */
final class FinalAudit {

    private static final List<String> SCHEMAS = List.of("dataset", "evaluation", "training");
    private static final Duration ARRIVAL = Duration.ofMinutes(3);

    /** A start sweeps half-written files that are older than a minute. */
    private static final Duration SWEEP = Duration.ofSeconds(90);

    private static final Duration PAUSE = Duration.ofSeconds(3);

    private final KillOptions options;
    private final LivingStack stack;
    private final Commands whetstone;
    private final Screen screen;

    FinalAudit(KillOptions options, LivingStack stack, Commands whetstone, Screen screen) {
        this.options = options;
        this.stack = stack;
        this.whetstone = whetstone;
        this.screen = screen;
    }

    boolean passes(Digest dataset, String verdict) {
        screen.line("verdict %s after %s; auditing", verdict, screen.elapsed());
        Trail trail = settled();
        whetstone.require("down");
        boolean passes = screen.audited("the verdict", verdict, unexpected(verdict));
        passes &= steps(LoopFacts.of(trail.records(), dataset));
        passes &= events(EventAudit.of(trail));
        passes &= artifacts(trail);
        screen.line(passes ? "passed in %s" : "FAILED after %s", screen.elapsed());
        return passes;
    }

    /** Events that are on their way get some time to arrive; what is found after that stays found. */
    private Trail settled() {
        Instant deadline = Instant.now().plus(ARRIVAL);
        while (true) {
            Trail trail = read();
            if (EventAudit.of(trail).findings().isEmpty() || Instant.now().isAfter(deadline)) {
                return trail;
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private Trail read() {
        Path database = options.directory().resolve("postgres");
        return Trail.read(
                "localhost:" + stack.port("kafka"),
                SCHEMAS.stream()
                        .map(schema -> PostgresNode.access(database, stack.port("postgres"), schema))
                        .toList());
    }

    private List<String> unexpected(String verdict) {
        return options.expected().filter(expected -> !expected.equals(verdict)).stream()
                .map(expected -> "expected " + expected)
                .toList();
    }

    private boolean steps(LoopFacts facts) {
        boolean passes = true;
        for (Step step : Step.values()) {
            String name = step.name().toLowerCase(Locale.ROOT).replace('_', ' ');
            List<?> findings = facts.findings().stream()
                    .filter(finding -> finding.text().startsWith(step.name()))
                    .toList();
            passes &= screen.audited(name + ", times", facts.count(step), findings);
        }
        return passes;
    }

    private boolean events(EventAudit audit) {
        screen.line("        events committed %d, on topics %d", audit.committed(), audit.told());
        screen.line("        records repeated, to no effect %d", audit.redeliveries());
        return screen.audited("events to be taken in, each once", audit.deliveries(), audit.findings());
    }

    private boolean artifacts(Trail trail) {
        Path root = options.directory().resolve("artifacts");
        int swept = sweep(root);
        ArtifactAudit audit = ArtifactAudit.of(root, ArtifactRefs.in(trail.records()));
        screen.line("        half-written files that a start swept away %d", swept);
        return screen.audited("artifacts, each whole", audit.artifacts(), audit.findings());
    }

    /** As the next start of any service would; with nobody left to write, nothing may remain. */
    private static int sweep(Path root) {
        int before = incoming(root);
        Instant deadline = Instant.now().plus(SWEEP);
        while (incoming(root) > 0 && Instant.now().isBefore(deadline)) {
            LockSupport.parkNanos(PAUSE.toNanos());
            new DirectoryArtifactStore(root);
        }
        return before - incoming(root);
    }

    private static int incoming(Path root) {
        try (Stream<Path> files = Files.list(root.resolve("incoming"))) {
            return (int) files.count();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + root, e);
        }
    }
}
