package dev.whetstone.metrics;

import java.time.Duration;
import java.util.stream.DoubleStream;

/** Histogram boundaries. Explicit ones, so that they can be summed over replicas and stay the same over releases. */
public final class Boundaries {

    /** An HTTP or gRPC call: an upload and a whole answer on a CPU take minutes. */
    public static final Duration[] CALL = seconds(0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600);

    /** A step inside a service: a delivery, an adapter's load, an examined upload. */
    public static final Duration[] STEP = seconds(0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300);

    /** A stage of the loop: minutes on a small model, hours on a large one. */
    public static final Duration[] STAGE =
            seconds(1, 5, 15, 30, 60, 120, 300, 600, 1_200, 1_800, 3_600, 7_200, 14_400, 28_800, 86_400);

    private Boundaries() {}

    public static Duration[] seconds(double... values) {
        return DoubleStream.of(values)
                .mapToObj(value -> Duration.ofNanos(Math.round(value * 1e9)))
                .toArray(Duration[]::new);
    }
}
