package dev.whetstone.cli.stack;

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

    private static void release(ServerSocket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot release port " + socket.getLocalPort(), e);
        }
    }
}
