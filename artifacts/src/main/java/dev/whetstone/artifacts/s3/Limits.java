package dev.whetstone.artifacts.s3;

import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.retries.api.RetryStrategy;

import java.time.Duration;

/**
 * How large, how slow and how often.
 *
 * @param partBytes what is larger goes up in parts of this size
 * @param silence of a server after which a connection counts as broken
 * @param patience how long a call goes on trying, roughly
 */
record Limits(long partBytes, Duration connecting, Duration silence, Duration patience) {

    /** Of one try to send a part, or to put parts together: a connection that takes no more bytes is noticed by nothing else. */
    private static final Duration SENDING = Duration.ofMinutes(5);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    private static final int MOST_PARTS = 10_000;

    static Limits of(Duration patience) {
        return new Limits(16 << 20, Duration.ofSeconds(2), Duration.ofSeconds(30), patience);
    }

    /** A store takes 10,000 parts at most. */
    long partBytes(long size) {
        return Math.max(partBytes, size / MOST_PARTS + 1);
    }

    /** Pauses are drawn between nothing and an exponentially growing bound, so half the bound on average. */
    int tries() {
        int tries = 1;
        for (long waited = 0, bound = FIRST_PAUSE.toMillis(); waited < patience.toMillis(); tries++) {
            waited += bound / 2;
            bound = Math.min(2 * bound, LONGEST_PAUSE.toMillis());
        }
        return tries;
    }

    /** A server that takes requests and says nothing is not waited for once for each try. */
    Duration answering() {
        return patience.plus(silence);
    }

    void sending(AwsRequestOverrideConfiguration.Builder call) {
        call.apiCallAttemptTimeout(SENDING).apiCallTimeout(SENDING.plus(patience));
    }

    BackoffStrategy pauses() {
        return BackoffStrategy.exponentialDelay(FIRST_PAUSE, LONGEST_PAUSE);
    }

    /** The SDK's standard choice of what may pass by itself. Its quota of retries is left out: the patience is one. */
    RetryStrategy retries() {
        return AwsRetryStrategy.standardRetryStrategy().toBuilder()
                .maxAttempts(tries())
                .backoffStrategy(pauses())
                .throttlingBackoffStrategy(pauses())
                .circuitBreakerEnabled(false)
                .build();
    }
}
