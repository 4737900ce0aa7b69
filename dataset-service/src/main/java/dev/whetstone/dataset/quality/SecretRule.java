package dev.whetstone.dataset.quality;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * One kind of secret.
 *
 * @param keywords of which one occurs in every match, in lower case or as it is: most rows are passed over by a plain search
 * @param shape group 1 is the secret itself; RE2, so no text can make it slow
 * @param entropy bits a character that the secret must have at least; 0 for shapes that speak for themselves
 */
record SecretRule(String name, List<String> keywords, Pattern shape, double entropy) {

    static SecretRule of(String name, String keyword, String shape) {
        return of(name, keyword, shape, 0);
    }

    static SecretRule of(String name, String keywords, String shape, double entropy) {
        return new SecretRule(name, List.of(keywords.split(" ")), Pattern.compile(shape), entropy);
    }

    /** The secret found, or empty. */
    String find(String text, String lowerCase) {
        if (!mentions(text, lowerCase)) {
            return "";
        }
        Matcher matcher = shape.matcher(text);
        while (matcher.find()) {
            String secret = matcher.group(1);
            if (entropy(secret) >= entropy && !isExample(secret)) {
                return secret;
            }
        }
        return "";
    }

    private boolean mentions(String text, String lowerCase) {
        for (String keyword : keywords) {
            if (lowerCase.contains(keyword) || text.contains(keyword)) {
                return true;
            }
        }
        return false;
    }

    /** Shannon entropy in bits a character. */
    static double entropy(String text) {
        double bits = 0;
        for (long count : text.chars()
                .boxed()
                .collect(Collectors.groupingBy(c -> c, Collectors.counting()))
                .values()) {
            double share = (double) count / text.length();
            bits -= share * Math.log(share) / Math.log(2);
        }
        return bits;
    }

    /** What documentation writes in place of a secret. */
    private static boolean isExample(String secret) {
        String lower = secret.toLowerCase(Locale.ROOT);
        return lower.contains("example")
                || lower.contains("xxxx")
                || lower.contains("your")
                || secret.chars().distinct().count() < 4;
    }
}
