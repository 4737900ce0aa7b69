package dev.whetstone.artifacts.s3;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;

/** Passes HTTP requests on, one for each connection, notes their heads, and breaks some of them as it is told. */
final class FaultyProxy implements AutoCloseable {

    /** What happens to a request. */
    sealed interface Fault {

        /** Answered by the proxy itself. */
        record Answer(int status) implements Fault {}

        /** Nothing of the answer after so many bytes; the connection is closed. */
        record Cut(int afterBytes) implements Fault {}

        /** Nothing of the answer after so many bytes; the connection stays open. */
        record Stall(int afterBytes) implements Fault {}

        /** So many bytes of the answer in a thousandth of a second. */
        record Slow(int bytesEachMillisecond) implements Fault {}

        /** Passed on when that is done. */
        record After(ThrowingRunnable first) implements Fault {}
    }

    interface ThrowingRunnable {
        void run() throws Exception;
    }

    private record Rule(Predicate<String> heads, Fault fault) {}

    private final ServerSocket server;
    private final int target;
    private final List<String> log = new CopyOnWriteArrayList<>();
    private final ConcurrentLinkedQueue<Rule> rules = new ConcurrentLinkedQueue<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    private FaultyProxy(ServerSocket server, int target) {
        this.server = server;
        this.target = target;
    }

    static FaultyProxy before(S3Server target) throws IOException {
        ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        FaultyProxy proxy = new FaultyProxy(server, target.port());
        Thread.ofVirtual().start(proxy::accept);
        return proxy;
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort());
    }

    /** Meets the next request whose head holds {@code words}, once. */
    void next(String words, Fault fault) {
        rules.add(new Rule(head -> head.contains(words), fault));
    }

    /** Heads of all requests, in their order. */
    List<String> log() {
        return log;
    }

    List<String> log(String words) {
        return log.stream().filter(head -> head.contains(words)).toList();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException e) {
                return; // the test is over
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            String head = head(client.getInputStream());
            log.add(head);
            switch (fault(head)) {
                case Fault.Answer answer -> answer(client, answer.status());
                case Fault.Cut cut -> pass(client, head, cut.afterBytes(), Integer.MAX_VALUE);
                case Fault.Stall stall -> {
                    pass(client, head, stall.afterBytes(), Integer.MAX_VALUE);
                    closed.await();
                }
                case Fault.Slow slow -> pass(client, head, Integer.MAX_VALUE, slow.bytesEachMillisecond());
                case Fault.After after -> {
                    after.first().run();
                    pass(client, head, Integer.MAX_VALUE, Integer.MAX_VALUE);
                }
            }
        } catch (Exception e) {
            // broken on purpose, or by the client
        }
    }

    private Fault fault(String head) {
        for (Rule rule : rules) {
            if (rule.heads().test(head) && rules.remove(rule)) {
                return rule.fault();
            }
        }
        return new Fault.After(() -> {});
    }

    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("no request");
            }
            head.write(next);
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    private static void answer(Socket client, int status) throws IOException {
        client.getOutputStream()
                .write(("HTTP/1.1 " + status + " Injected\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                        .getBytes(StandardCharsets.ISO_8859_1));
        client.shutdownOutput();
        client.getInputStream().skip(Long.MAX_VALUE); // so that the answer is not lost with a reset
    }

    private void pass(Socket client, String head, int bytes, int eachMillisecond)
            throws IOException, InterruptedException {
        try (Socket far = new Socket(InetAddress.getLoopbackAddress(), target)) {
            far.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
            Thread.ofVirtual().start(() -> {
                try {
                    client.getInputStream().transferTo(far.getOutputStream());
                } catch (IOException e) {
                    // one of both has hung up
                }
            });
            copy(far.getInputStream(), client.getOutputStream(), bytes, eachMillisecond);
        }
    }

    private static void copy(InputStream in, OutputStream out, int bytes, int eachMillisecond)
            throws IOException, InterruptedException {
        byte[] buffer = new byte[Math.min(1 << 14, eachMillisecond)];
        int left = bytes;
        while (left > 0) {
            int count = in.read(buffer, 0, Math.min(buffer.length, left));
            if (count < 0) {
                return;
            }
            out.write(buffer, 0, count);
            left -= count;
            if (eachMillisecond < Integer.MAX_VALUE) {
                Thread.sleep(count / eachMillisecond);
            }
        }
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        server.close();
    }
}
