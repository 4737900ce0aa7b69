package dev.whetstone.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whetstone.contracts.TaskName;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

import javax.sql.DataSource;

/** A program that writes and publishes events and dies at a chosen point, as by {@code kill -9}: no hook runs, nothing is closed. */
final class DyingProcess {

    static final int STATUS = 137;

    private DyingProcess() {}

    enum Point {
        /** The event is committed, no relay has seen it. */
        BEFORE_PUBLISHING,
        /** The broker has acknowledged the events, their rows are not marked. */
        BEFORE_MARKING
    }

    static void run(Point point, OutboxDatabase database, TaskName task, int events) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                DyingProcess.class.getName(),
                point.name(),
                database.kafka(),
                database.settings().get("quarkus.datasource.jdbc.url"),
                database.settings().get("quarkus.datasource.username"),
                database.settings().get("quarkus.datasource.password"),
                task.value(),
                String.valueOf(events)));
        Process process = new ProcessBuilder(command).inheritIO().start();
        assertThat(process.waitFor()).as("died where it should").isEqualTo(STATUS);
    }

    public static void main(String[] arguments) throws Exception {
        Point point = Point.valueOf(arguments[0]);
        DataSource source = OutboxDatabase.source(arguments[2], arguments[3], arguments[4]);
        TaskName task = new TaskName(arguments[5]);
        int events = Integer.parseInt(arguments[6]);
        for (int number = 1; number <= events; number++) {
            OutboxDatabase.append(source, Facts.numbered(task, number));
        }
        if (point == Point.BEFORE_PUBLISHING) {
            Runtime.getRuntime().halt(STATUS);
        }
        try (RecordSender sender = new RecordSender(Map.of("bootstrap.servers", arguments[1]), "dying")) {
            new OutboxRelay(dyingAtMark(source), sender, 100).publish();
        }
    }

    private static DataSource dyingAtMark(DataSource source) {
        return proxy(
                DataSource.class,
                source,
                "getConnection",
                connection -> proxy(Connection.class, (Connection) connection, "prepareStatement", statement -> {
                    if (statement.toString().startsWith("UPDATE outbox_event")) {
                        Runtime.getRuntime().halt(STATUS);
                    }
                    return statement;
                }));
    }

    private static <T> T proxy(Class<T> type, T target, String method, UnaryOperator<Object> result) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (_, called, arguments) -> {
                    try {
                        Object answer = called.invoke(target, arguments);
                        return called.getName().equals(method) ? result.apply(answer) : answer;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }
}
