package dev.whetstone.evaluation.alias;

import dev.whetstone.evaluation.definition.EvalDefined;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** How much of stable's traffic is sampled stands in the eval: a new one may ask for another share. */
@ApplicationScoped
class SampledShare {
    private final Aliases aliases;

    SampledShare(Aliases aliases) {
        this.aliases = aliases;
    }

    void on(@Observes EvalDefined defined) {
        double share = defined.eval().online().sampledShare();
        aliases.lock(defined.task())
                .filter(alias -> alias.sampledShare() != share)
                .ifPresent(alias -> aliases.sample(defined.task(), share));
    }
}
