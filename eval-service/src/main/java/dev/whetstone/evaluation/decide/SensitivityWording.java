package dev.whetstone.evaluation.decide;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a suite can see, in sentences. */
final class SensitivityWording {

    private SensitivityWording() {}

    static List<String> sentences(Sensitivity of) {
        List<String> sentences = new ArrayList<>();
        sentences.add(gate(of));
        sentences.add(verdict(of));
        harm(of).ifPresent(sentences::add);
        return sentences;
    }

    private static String gate(Sensitivity of) {
        String suite = of.criterion() + ": " + of.items() + " items of " + of.repeats()
                + (of.repeats() == 1 ? " repeat" : " repeats");
        String sees = of.gap().isPresent()
                ? " show with 80 % power that all baselines are below " + Wording.percent(of.target())
                        + " when they are at "
                        + Wording.percent(of.target() - of.gap().getAsDouble()) + " or less"
                : " are too few to show that all baselines are below " + Wording.percent(of.target());
        String more = of.itemsForTenPoints().isPresent()
                ? "; a gap of 10 points needs " + of.itemsForTenPoints().getAsInt() + " items."
                : ".";
        return suite + sees + more;
    }

    private static String verdict(Sensitivity of) {
        Optional<Sensitivity.Gain> typical =
                of.gains().stream().filter(gain -> gain.gain().isPresent()).findFirst();
        String without = of.gainWithoutLosses().isPresent()
                ? "a gain of " + Wording.size(of.gainWithoutLosses().getAsDouble()) + " when no item gets worse"
                : "no gain with 80 % power";
        String with = typical.map(gain -> ", of " + Wording.size(gain.gain().getAsDouble()) + " when "
                        + Wording.percent(gain.discordance()) + " of the items change either way")
                .orElse("");
        return of.criterion() + ": the verdict sees " + without + with + ".";
    }

    private static Optional<String> harm(Sensitivity of) {
        if (!of.required() || of.canBeCalledHarmless()) {
            return Optional.empty();
        }
        String need = of.itemsToCallHarmless().isPresent()
                ? "at least " + of.itemsToCallHarmless().getAsInt() + " items"
                : "a wider margin";
        return Optional.of(of.criterion() + ": this suite is too small to ever call a change harmless at a margin of "
                + Wording.size(of.margin()) + " (even with no item changed, " + Wording.p(of.harmlessAtBest())
                + "); that needs " + need + ".");
    }
}
