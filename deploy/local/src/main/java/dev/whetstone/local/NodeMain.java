package dev.whetstone.local;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/** Runs a node as a process: writes {@code node.port} into its directory once it answers, ends with status 3 when the node does. */
final class NodeMain {

    /** Appears when the node answers; holds its port. */
    static final String PORT_FILE = "node.port";

    private static final int USAGE = 2;
    private static final int FAILURE = 3;

    private NodeMain() {}

    /** A started node: {@code await} returns when it is no more. */
    record Running(int port, Runnable await, Runnable stop) {}

    static void run(String node, String[] arguments, Function<NodeOptions, Running> start) {
        NodeOptions options = parse(node, arguments);
        if (options.exitWithParent()) {
            Thread.ofPlatform().daemon().name("parent-watch").start(NodeMain::exitWithParent);
        }
        try {
            Running running = start.apply(options);
            AtomicBoolean stopping = new AtomicBoolean();
            Runtime.getRuntime()
                    .addShutdownHook(new Thread(
                            () -> {
                                stopping.set(true);
                                running.stop().run();
                            },
                            "stop-" + node));
            announce(options.directory(), running.port());
            out().println(node + " is ready on " + Ports.HOST + ":" + running.port());
            running.await().run();
            if (!stopping.get()) {
                fail(node + " ended by itself; its log is in " + options.directory());
            }
        } catch (RuntimeException e) {
            fail(e.getMessage());
        }
    }

    private static NodeOptions parse(String node, String... arguments) {
        try {
            return NodeOptions.parse(arguments);
        } catch (IllegalArgumentException e) {
            err().println(node + ": " + e.getMessage() + "\nusage: --directory DIR [--port N] [--exit-with-parent]");
            System.exit(USAGE);
            throw e;
        }
    }

    private static void announce(Path directory, int port) {
        try {
            Path beside = Files.writeString(directory.resolve(PORT_FILE + ".new"), String.valueOf(port));
            Files.move(beside, directory.resolve(PORT_FILE), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + directory.resolve(PORT_FILE), e);
        }
    }

    private static void exitWithParent() {
        try {
            while (System.in.read() >= 0) {
                // whatever the parent says, only its end matters
            }
        } catch (IOException e) {
            err().println("standard input is gone: " + e.getMessage());
        }
        System.exit(0);
    }

    private static void fail(String message) {
        err().println(message);
        System.exit(FAILURE);
    }

    private static PrintStream out() {
        return System.out;
    }

    private static PrintStream err() {
        return System.err;
    }
}
