package dev.whetstone.engine.train;

import java.util.List;
import java.util.Optional;

/** Rewards on the validation split after so many steps; at step 0 those of the model that training begins with. */
public record RewardPoint(long step, double chosen, double rejected, double margin, double accuracy) {

    static List<RewardPoint> listOf(long step, Optional<Rewards> rewards) {
        return rewards.map(all ->
                        List.of(new RewardPoint(step, all.chosen(), all.rejected(), all.margin(), all.accuracy())))
                .orElse(List.of());
    }

    Rewards rewards() {
        return new Rewards(chosen, rejected, accuracy);
    }
}
