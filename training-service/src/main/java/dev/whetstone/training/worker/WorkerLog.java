package dev.whetstone.training.worker;

import dev.whetstone.messaging.TraceParent;
import org.jboss.logmanager.formatters.JsonFormatter;
import org.slf4j.MDC;

import java.util.Map;
import java.util.logging.ConsoleHandler;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The worker's log: lines on standard error, of JSON where the services' are. It shares the service's class path, whose log manager would hold every line back for a
 * Quarkus that never starts here.
 */
final class WorkerLog {

    private static final String AS_JSON = "QUARKUS_LOG_CONSOLE_JSON_ENABLED";

    /** Kept, since a logger that nobody holds forgets its level. */
    private static Logger kafka;

    private WorkerLog() {}

    /** Before anything logs: the log manager is chosen once. */
    static void begin(Map<String, String> environment) {
        System.setProperty("java.util.logging.manager", "org.jboss.logmanager.LogManager");
        System.setProperty("java.util.logging.SimpleFormatter.format", "%1$tFT%1$tT.%1$tL %4$s %3$s: %5$s%6$s%n");
        Logger root = Logger.getLogger("");
        for (Handler holdingBack : root.getHandlers()) {
            root.removeHandler(holdingBack);
        }
        ConsoleHandler console = new ConsoleHandler();
        if (Boolean.parseBoolean(environment.get(AS_JSON))) {
            console.setFormatter(new JsonFormatter());
        }
        root.addHandler(console);
        root.setLevel(Level.INFO);
        kafka = Logger.getLogger("org.apache.kafka");
        kafka.setLevel(Level.WARNING);
    }

    /** Under the names that the services use. */
    static void belongsTo(TraceParent work) {
        MDC.put("traceId", work.trace());
        MDC.put("spanId", work.span());
    }
}
