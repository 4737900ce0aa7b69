package dev.whetstone.cli.stack;

import dev.whetstone.cli.CommandFailure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/** Loopback ports of one stack, chosen free once and kept while it lives. */
public record StackPorts(int kafka, int postgres, int dataset, int eval, int training, int gateway, int grpc) {

    static StackPorts free() {
        List<ServerSocket> held = new ArrayList<>();
        try {
            // All are held open until all are chosen, so that no two are the same.
            for (int i = 0; i < 7; i++) {
                ServerSocket socket = new ServerSocket();
                held.add(socket);
                socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            }
            int[] port = held.stream().mapToInt(ServerSocket::getLocalPort).toArray();
            return new StackPorts(port[0], port[1], port[2], port[3], port[4], port[5], port[6]);
        } catch (IOException e) {
            throw new UncheckedIOException("no free loopback port", e);
        } finally {
            held.forEach(StackPorts::release);
        }
    }

    /** @throws CommandFailure while somebody listens where {@code part} would: what answers there would be taken for it */
    void requireFree(String part) {
        for (int port : of(part)) {
            try (ServerSocket socket = new ServerSocket()) {
                socket.setReuseAddress(true); // connections that are still closing hold nothing
                socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            } catch (IOException e) {
                throw CommandFailure.failed(
                        part + " cannot be started: port " + port + " is taken (" + e.getMessage() + ")",
                        "Stop what listens there (ss -ltnp shows it), or run `whetstone down` and `whetstone up`: that"
                                + " chooses other ports and keeps the data.",
                        e);
            }
        }
    }

    private List<Integer> of(String part) {
        return switch (part) {
            case "kafka" -> List.of(kafka);
            case "postgres" -> List.of(postgres);
            case "dataset-service" -> List.of(dataset);
            case "eval-service" -> List.of(eval);
            case "training-service" -> List.of(training);
            case "inference-gateway" -> List.of(gateway, grpc);
            default -> throw new IllegalArgumentException("the stack has no part " + part);
        };
    }

    private static void release(ServerSocket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot release port " + socket.getLocalPort(), e);
        }
    }
}
