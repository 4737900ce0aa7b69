package dev.whetstone.system.kill;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * What a person may choose about a run.
 *
 * @param home of the built project
 * @param directory of the stack; new
 * @param pack folder with task.yaml
 * @param expected verdict, in capitals
 * @param model default: the stack's
 * @param patience how long to wait for the verdict
 */
record KillOptions(
        Path home,
        Path directory,
        Path pack,
        Path samples,
        int kills,
        long seed,
        Optional<String> expected,
        Optional<Path> model,
        Duration patience) {

    static final String USAGE = """
            usage: system-tests/kill-loop [OPTION]...

            Starts a stack, applies a task pack, uploads its samples, and kills one process after another with SIGKILL while the
            loop runs, making the stack whole again each time. When the verdict is there, audits every event and every artifact.

              --dir DIR        the stack's directory; must be new or empty (default: .whetstone/kill-loop-SEED)
              --pack DIR       task pack (default: examples/governance-summary)
              --samples FILE   JSON Lines to upload (default: proposals.jsonl of the pack)
              --kills N        how many (default: 20)
              --seed N         chooses moments and victims; printed (default: another one each time)
              --expect VERDICT fails unless the verdict is this one, such as PROMOTED
              --model PATH     base model (default: that of `whetstone up`)
              --patience MIN   minutes to wait for the verdict (default: 90)

            Exit codes: 0 nothing lost, nothing doubled, 1 something was, 2 usage, 3 the run broke off.
            """;

    private static final Set<String> NAMES =
            Set.of("--dir", "--pack", "--samples", "--kills", "--seed", "--expect", "--model", "--patience");

    /** @throws IllegalArgumentException naming what is wrong */
    static KillOptions parse(Path home, List<String> arguments) {
        Map<String, String> given = pairs(arguments);
        long seed =
                given.containsKey("--seed") ? whole("--seed", given.get("--seed")) : new Random().nextInt(1_000_000);
        Path pack = home.resolve(given.getOrDefault("--pack", "examples/governance-summary"));
        return new KillOptions(
                home,
                home.resolve(given.getOrDefault("--dir", ".whetstone/kill-loop-" + seed))
                        .normalize(),
                pack,
                given.containsKey("--samples") ? home.resolve(given.get("--samples")) : pack.resolve("proposals.jsonl"),
                Math.toIntExact(whole("--kills", given.getOrDefault("--kills", "20"))),
                seed,
                Optional.ofNullable(given.get("--expect")).map(String::toUpperCase),
                Optional.ofNullable(given.get("--model")).map(home::resolve),
                Duration.ofMinutes(whole("--patience", given.getOrDefault("--patience", "90"))));
    }

    private static Map<String, String> pairs(List<String> arguments) {
        Map<String, String> given = new HashMap<>();
        for (int i = 0; i < arguments.size(); i += 2) {
            String name = arguments.get(i);
            if (!NAMES.contains(name)) {
                throw new IllegalArgumentException("unknown option " + name);
            }
            if (i + 1 == arguments.size()) {
                throw new IllegalArgumentException(name + " needs a value");
            }
            given.put(name, arguments.get(i + 1));
        }
        return given;
    }

    private static long whole(String name, String text) {
        try {
            long value = Long.parseLong(text);
            if (value >= 0) {
                return value;
            }
        } catch (NumberFormatException _) {
            // said below
        }
        throw new IllegalArgumentException(
                name + ": expected a whole number that is not negative, but got '" + text + "'");
    }
}
