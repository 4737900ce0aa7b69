package dev.whetstone.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;

class StackTest {

    private HttpServer service;
    private volatile int liveness = 200;

    @BeforeEach
    void startAService() throws IOException {
        service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        service.createContext("/q/health/live", exchange -> {
            exchange.sendResponseHeaders(liveness, -1);
            exchange.close();
        });
        service.start();
    }

    @AfterEach
    void stop() {
        service.stop(0);
    }

    @Test
    void aServiceThatSaysItIsNotAliveIsGivenUp() {
        assertThat(Stack.givenUp(process("training-service"))).isFalse();

        liveness = 503;

        assertThat(Stack.givenUp(process("training-service"))).isTrue();
    }

    @Test
    void aServiceThatDoesNotAnswerYetIsLeftAlone() {
        RunningProcess starting = process("training-service");
        service.stop(0);

        assertThat(Stack.givenUp(starting)).isFalse();
    }

    @Test
    void aServerHasNoHealthToAskFor() {
        liveness = 503;

        assertThat(Stack.givenUp(process("kafka"))).isFalse();
    }

    /** This very process, listening where the service does. */
    private RunningProcess process(String name) {
        ProcessHandle own = ProcessHandle.current();
        long started = own.info().startInstant().map(Instant::toEpochMilli).orElseThrow();
        return new RunningProcess(name, own.pid(), started, service.getAddress().getPort());
    }
}
