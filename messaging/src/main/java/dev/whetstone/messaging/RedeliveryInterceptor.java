package dev.whetstone.messaging;

import io.micrometer.core.instrument.MeterRegistry;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;

import java.time.Duration;

import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InvocationContext;

/**
 * Around the transaction of a consumer. A failure that passes by itself is tried again until it does; another one a few times. Nothing
 * behind the event overtakes it: its channel waits.
 */
@Redelivered
@Interceptor
@Priority(Interceptor.Priority.PLATFORM_BEFORE + 100) // before the transaction, which is PLATFORM_BEFORE + 200
class RedeliveryInterceptor {

    private static final Logger LOG = Logger.getLogger(RedeliveryInterceptor.class);

    private final MessagingConfig.Retry config;
    private final Lifecycle lifecycle;
    private final DeliveryMeters meters;

    @Inject
    RedeliveryInterceptor(MessagingConfig config, Lifecycle lifecycle, MeterRegistry metrics) {
        this.config = config.retry();
        this.lifecycle = lifecycle;
        this.meters = new DeliveryMeters(metrics);
    }

    @AroundInvoke
    Object deliver(InvocationContext call) throws Exception {
        String channel = call.getMethod().getAnnotation(Incoming.class).value();
        Duration pause = config.first();
        long began = System.nanoTime();
        for (int attempt = 1; ; attempt++) {
            try {
                Object result = Delivery.within(channel, processing(channel, call), call::proceed);
                meters.delivered(channel, Duration.ofNanos(System.nanoTime() - began));
                if (attempt > 1) {
                    LOG.infof("%s: delivered at attempt %d", channel, attempt);
                }
                return result;
            } catch (Exception e) {
                boolean passes = Failures.passByThemselves(e);
                if (!passes && attempt >= config.attempts()) {
                    throw e;
                }
                report(channel, attempt, passes, e);
                if (lifecycle.stoppedWithin(pause)) {
                    throw new DeliveryAbandoned(e);
                }
                pause = shorter(pause.multipliedBy(2), config.longest());
            }
        }
    }

    private void report(String channel, int attempt, boolean passes, Exception failure) {
        meters.retried(channel);
        if (attempt == 1 && passes) {
            LOG.warnf("%s: delivery failed, is tried again until it works: %s", channel, failure);
        } else if (attempt == 1) {
            LOG.warnf(failure, "%s: delivery failed, is tried %d times in all", channel, config.attempts());
        }
    }

    private static TracedWork processing(String channel, InvocationContext call) {
        return call.getParameters().length == 1 && call.getParameters()[0] instanceof Received<?> received
                ? EventSpans.processing(channel, received)
                : TracedWork.after(TraceParent.start());
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
