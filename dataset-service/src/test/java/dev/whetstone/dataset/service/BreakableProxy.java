package dev.whetstone.dataset.service;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Passes TCP connections on until it is told to break them and to refuse new ones. */
final class BreakableProxy {

    private final ServerSocket server;
    private final ServerSocket control;
    private final String host;
    private final int port;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile boolean reachable = true;

    private BreakableProxy(ServerSocket server, ServerSocket control, String host, int port) {
        this.server = server;
        this.control = control;
        this.host = host;
        this.port = port;
    }

    static BreakableProxy start(String host, int port) {
        try {
            BreakableProxy proxy = new BreakableProxy(listen(), listen(), host, port);
            Thread.ofVirtual().start(proxy::accept);
            Thread.ofVirtual().start(proxy::obey);
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ServerSocket listen() throws IOException {
        return new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
    }

    /** Where a byte says whether connections are let through; it is sent back when that is so. */
    int controlPort() {
        return control.getLocalPort();
    }

    private void obey() {
        while (!control.isClosed()) {
            try (Socket caller = control.accept()) {
                int wanted = caller.getInputStream().read();
                reachable(wanted == 1);
                caller.getOutputStream().write(wanted);
            } catch (IOException e) {
                return; // the test is over
            }
        }
    }

    int port() {
        return server.getLocalPort();
    }

    private void reachable(boolean value) {
        reachable = value;
        if (!value) {
            open.forEach(BreakableProxy::close);
            open.clear();
        }
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket near = server.accept();
                if (reachable) {
                    connect(near);
                } else {
                    close(near);
                }
            } catch (IOException e) {
                return; // the test is over
            }
        }
    }

    private void connect(Socket near) throws IOException {
        Socket far = new Socket(host, port);
        open.add(near);
        open.add(far);
        Thread.ofVirtual().start(() -> pass(near, far));
        Thread.ofVirtual().start(() -> pass(far, near));
    }

    private static void pass(Socket from, Socket to) {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException e) {
            // broken on purpose, or at its end
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
