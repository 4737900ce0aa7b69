package dev.whetstone.dataset.quality;

import dev.whetstone.dataset.finding.Check;
import dev.whetstone.dataset.finding.Findings;
import dev.whetstone.dataset.finding.Place;

import java.util.Locale;

/** Secrets anywhere in a row: a model that is trained on them gives them away. */
final class SecretCheck implements RowCheck {

    @Override
    public void check(RowText row, Place place, Findings findings) {
        String text = row.all();
        String lowerCase = text.toLowerCase(Locale.ROOT);
        for (SecretRule rule : SecretRules.ALL) {
            String secret = rule.find(text, lowerCase);
            if (!secret.isEmpty()) {
                findings.add(Check.SECRET, place, rule.name() + " " + mask(secret));
                return;
            }
        }
    }

    /** Enough to find it in the file, too little to use it. */
    static String mask(String secret) {
        int shown = Math.min(4, secret.length() / 4);
        return secret.substring(0, shown).replaceAll("\\p{Cntrl}", " ") + "… (" + secret.length() + " characters)";
    }
}
