package dev.whetstone.system.kill;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * When to kill and whom, from a seed. Moments are spread over the loop's progress and not over time, since nobody knows how long a loop
 * will take that is being killed.
 */
final class KillPlan {

    /** Past this much of the loop the verdict could be there before the blow falls. */
    private static final double LAST_MOMENT = 0.97;

    private static final Duration LONGEST_ABSENCE = Duration.ofSeconds(4);

    private final Deque<Double> moments = new ArrayDeque<>();
    private final Set<String> spared = new HashSet<>();
    private final Random random;

    KillPlan(long seed, int kills) {
        this.random = new Random(seed);
        List<Double> drawn = new ArrayList<>();
        for (int i = 0; i < kills; i++) {
            drawn.add(random.nextDouble() * LAST_MOMENT);
        }
        Collections.sort(drawn);
        moments.addAll(drawn);
    }

    int left() {
        return moments.size();
    }

    /** @param progress of the loop, from 0 to 1 */
    boolean due(double progress) {
        return !moments.isEmpty() && progress >= moments.peek();
    }

    /** One of those that live; nobody twice before everybody else had a turn. */
    Victim next(List<Victim> living) {
        List<Victim> candidates = living.stream()
                .filter(victim -> !spared.contains(victim.name()))
                .toList();
        if (candidates.isEmpty()) {
            spared.clear();
            candidates = living;
        }
        Victim victim = candidates.get(random.nextInt(candidates.size()));
        spared.add(victim.name());
        moments.poll();
        return victim;
    }

    /** How long the others have to notice before the stack is made whole. */
    Duration absence() {
        return Duration.ofMillis(random.nextLong(LONGEST_ABSENCE.toMillis()));
    }

    List<Double> moments() {
        return List.copyOf(moments);
    }
}
