package dev.whetstone.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Ports of the loopback interface. */
public final class Ports {

    /** The nodes listen here and nowhere else. */
    static final String HOST = "127.0.0.1";

    private Ports() {}

    /** A port that was free a moment ago. */
    public static int free() {
        try (ServerSocket socket = bind(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new LocalStackException("no free port on " + HOST, e);
        }
    }

    /**
     * @param port 0 for any free one
     * @throws LocalStackException when something listens on it
     */
    static int claim(String node, int port) {
        if (port == 0) {
            return free();
        }
        try (ServerSocket socket = bind(port)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new LocalStackException(
                    node + " cannot listen on port " + port + " of " + HOST + " (" + e.getMessage()
                            + "): stop what listens there (ss -ltnp shows it) or choose another port, 0 for any free one",
                    e);
        }
    }

    /** Waits until nothing listens there any more: what a killed process left behind is going. */
    static void awaitClosed(int port) {
        while (true) {
            try (Socket _ = new Socket(HOST, port)) {
                LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
            } catch (IOException _) {
                return;
            }
        }
    }

    private static ServerSocket bind(int port) throws IOException {
        ServerSocket socket = new ServerSocket();
        socket.setReuseAddress(true);
        socket.bind(new InetSocketAddress(InetAddress.getByName(HOST), port));
        return socket;
    }
}
