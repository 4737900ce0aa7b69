package dev.whetstone.engine.train;

import java.util.Optional;

/** Rewards on their way to {@link Rewards}. */
record RewardSums(double chosen, int ofChosen, double rejected, int ofRejected, int right, int asked) {

    /** Of an objective that prefers nothing. */
    static final RewardSums NONE = new RewardSums(0, 0, 0, 0, 0, 0);

    static RewardSums ofPair(double chosen, double rejected) {
        return new RewardSums(chosen, 1, rejected, 1, chosen > rejected ? 1 : 0, 1);
    }

    static RewardSums ofAnswer(double reward, boolean desirable) {
        int right = desirable == reward > 0 ? 1 : 0;
        return desirable ? new RewardSums(reward, 1, 0, 0, right, 1) : new RewardSums(0, 0, reward, 1, right, 1);
    }

    RewardSums plus(RewardSums other) {
        return new RewardSums(
                chosen + other.chosen,
                ofChosen + other.ofChosen,
                rejected + other.rejected,
                ofRejected + other.ofRejected,
                right + other.right,
                asked + other.asked);
    }

    /** Empty where nothing was preferred; a mean over no answers is 0. */
    Optional<Rewards> means() {
        if (asked == 0) {
            return Optional.empty();
        }
        return Optional.of(new Rewards(
                chosen / Math.max(1, ofChosen), rejected / Math.max(1, ofRejected), (double) right / asked));
    }
}
