package dev.whetstone.dataset.quality;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import dev.whetstone.dataset.finding.Check;
import dev.whetstone.dataset.finding.Findings;
import dev.whetstone.dataset.finding.Place;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/** Personal data by shape and check digits. It knows no names of people: a person has to look for those. */
final class PersonalDataCheck implements RowCheck {

    /** @param possible a cheap look that passes over most rows */
    private record Kind(String name, Predicate<Digits> possible, Pattern shape, Predicate<String> confirm) {

        Kind(String name, Predicate<Digits> possible, String shape, Predicate<String> confirm) {
            this(name, possible, Pattern.compile(shape), confirm);
        }
    }

    /** What one look at a text tells. */
    private record Digits(String text, int count) {

        static Digits of(String text) {
            int count = 0;
            for (int i = 0; i < text.length(); i++) {
                count += text.charAt(i) >= '0' && text.charAt(i) <= '9' ? 1 : 0;
            }
            return new Digits(text, count);
        }

        boolean has(char sign) {
            return text.indexOf(sign) >= 0;
        }
    }

    private static final List<Kind> KINDS = List.of(
            new Kind(
                    "e-mail address",
                    digits -> digits.has('@'),
                    "\\b([A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\\.[A-Za-z0-9-]{1,63}){0,4}\\.[A-Za-z]{2,24})\\b",
                    PersonalDataCheck::isRealAddress),
            new Kind(
                    "bank account (IBAN)",
                    digits -> digits.count() >= 10,
                    "\\b([A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?)\\b",
                    PersonalDataCheck::isIban),
            new Kind(
                    "card number",
                    digits -> digits.count() >= 13,
                    "\\b([0-9](?:[ -]?[0-9]){12,18})\\b",
                    PersonalDataCheck::isCard),
            new Kind(
                    "phone number",
                    digits -> digits.count() >= 9 && digits.has('+'),
                    "(\\+[1-9][0-9]{0,2}(?:[ .-]?\\(?[0-9]{2,4}\\)?){2,5})\\b",
                    PersonalDataCheck::isPhone),
            new Kind(
                    "IP address",
                    digits -> digits.count() >= 4 && digits.has('.'),
                    "\\b([0-9]{1,3}(?:\\.[0-9]{1,3}){3})\\b",
                    PersonalDataCheck::isPublicAddress));

    @Override
    public void check(RowText row, Place place, Findings findings) {
        Digits digits = Digits.of(row.all());
        for (Kind kind : KINDS) {
            if (kind.possible().test(digits) && find(kind, digits.text(), place, findings)) {
                return;
            }
        }
    }

    private static boolean find(Kind kind, String text, Place place, Findings findings) {
        Matcher matcher = kind.shape().matcher(text);
        while (matcher.find()) {
            if (kind.confirm().test(matcher.group(1))) {
                findings.add(Check.PII, place, kind.name() + " " + SecretCheck.mask(matcher.group(1)));
                return true;
            }
        }
        return false;
    }

    private static boolean isRealAddress(String address) {
        String lower = address.toLowerCase(Locale.ROOT);
        return !lower.contains("@example.") && !lower.endsWith(".example") && !lower.endsWith(".invalid");
    }

    /** ISO 13616: moved and read as a number, it is 1 modulo 97. */
    static boolean isIban(String text) {
        String iban = text.replace(" ", "");
        if (iban.length() < 15 || iban.length() > 34) {
            return false;
        }
        StringBuilder digits = new StringBuilder();
        (iban.substring(4) + iban.substring(0, 4)).chars().forEach(c -> digits.append(Character.digit(c, 36)));
        return new BigInteger(digits.toString()).mod(BigInteger.valueOf(97)).intValue() == 1;
    }

    /** ISO/IEC 7812: Luhn's check digit, and a first digit that issuers use. */
    static boolean isCard(String text) {
        String digits = text.replaceAll("[ -]", "");
        if (digits.length() < 13 || digits.length() > 19 || "3456".indexOf(digits.charAt(0)) < 0) {
            return false;
        }
        int sum = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(digits.length() - 1 - i) - '0';
            int weighted = i % 2 == 0 ? digit : digit * 2;
            sum += weighted > 9 ? weighted - 9 : weighted;
        }
        return sum % 10 == 0;
    }

    private static boolean isPhone(String text) {
        long digits = text.chars().filter(Character::isDigit).count();
        return digits >= 9 && digits <= 15;
    }

    private static boolean isPublicAddress(String text) {
        int[] parts =
                Arrays.stream(text.split("\\.")).mapToInt(Integer::parseInt).toArray();
        boolean inRange = Arrays.stream(parts).allMatch(part -> part <= 255);
        boolean local = parts[0] == 0
                || parts[0] == 10
                || parts[0] == 127
                || parts[0] >= 224
                || (parts[0] == 172 && parts[1] >= 16 && parts[1] < 32)
                || (parts[0] == 192 && parts[1] == 168)
                || (parts[0] == 169 && parts[1] == 254)
                || (parts[0] == 192 && parts[1] == 0 && parts[2] == 2)
                || (parts[0] == 198 && parts[1] == 51 && parts[2] == 100)
                || (parts[0] == 203 && parts[1] == 0 && parts[2] == 113);
        return inRange && !local;
    }
}
