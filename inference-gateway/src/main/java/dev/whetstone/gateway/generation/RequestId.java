package dev.whetstone.gateway.generation;

import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.TaskName;
import dev.whetstone.gateway.edge.RequestRefused;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names one request: {@code req-}, 32 random hexadecimal digits and, where the task is known, a hyphen and the task, so that any replica
 * can take feedback on it without remembering it.
 */
public record RequestId(String value) {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int RANDOM_BYTES = 16;
    private static final Pattern SHAPE =
            Pattern.compile("req-[0-9a-f]{32}(?:-([a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?))?");

    public RequestId {
        if (value == null || !SHAPE.matcher(value).matches()) {
            throw RequestRefused.invalid("request_id", "the id of a response, as in req-4f…", "another text");
        }
    }

    static RequestId draw(Optional<TaskName> task) {
        byte[] random = new byte[RANDOM_BYTES];
        RANDOM.nextBytes(random);
        return new RequestId("req-" + HexFormat.of().formatHex(random)
                + task.map(name -> "-" + name).orElse(""));
    }

    public Optional<TaskName> task() {
        Matcher matcher = SHAPE.matcher(value);
        return matcher.matches() ? Optional.ofNullable(matcher.group(1)).map(TaskName::new) : Optional.empty();
    }

    /** A number in [0, 1) that depends on the id alone and is spread evenly over ids. */
    public double fraction() {
        String hash = Digest.of(value.getBytes(StandardCharsets.UTF_8)).hex();
        long bits = ByteBuffer.wrap(HexFormat.of().parseHex(hash, 0, 16)).getLong();
        return (bits >>> 11) * 0x1.0p-53;
    }

    @Override
    public String toString() {
        return value;
    }
}
