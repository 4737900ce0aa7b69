package dev.whetstone.gateway.proposal;

import java.util.EnumSet;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads an output for actions by its form alone: markers that models put around tool calls, objects whose keys are those of a call or of a
 * transaction (also when they were cut off before their end), names of wallet methods, and raw transaction bytes. It would rather mark too
 * much than too little. Linear in the length of the text: no pattern can backtrack over more than one key.
 */
public final class Proposals {

    private static final Pattern MARKERS = Pattern.compile(
            "<\\|?/?(tool_call|function_call|tool_use|python_tag)s?\\|?>|\\[TOOL_CALLS]|<function=",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern WALLET_METHODS = Pattern.compile(
            "\\b(eth_send(Raw)?Transaction|eth_sign(TypedData|Transaction)?|personal_sign|wallet_sendCalls|"
                    + "sendTransaction|signTransaction|signAndSendTransaction)\\b");
    /** Longer than any hash, key or address: 65 bytes and more. */
    private static final Pattern RAW_BYTES = Pattern.compile("\\b0x[0-9a-fA-F]{130}");

    private static final Pattern ONE_CALL = Pattern.compile("\\[?[a-z][a-z0-9]*([_.][A-Za-z0-9]+)+\\([^\\n]*\\)]?;?");
    private static final Pattern KEY = Pattern.compile("[\"']([A-Za-z_][A-Za-z0-9_-]{0,40})[\"']\\s{0,8}:");

    private static final Set<String> CALL = Set.of("toolcalls", "toolcall", "functioncall", "tooluse");
    private static final Set<String> CALLED = Set.of("name", "function", "tool", "action", "toolname");
    private static final Set<String> CALLED_WITH =
            Set.of("arguments", "parameters", "args", "params", "toolinput", "actioninput");
    private static final Set<String> TRANSACTION = Set.of(
            "calldata",
            "transaction",
            "transactions",
            "rawtransaction",
            "signedtransaction",
            "userop",
            "useroperation");
    private static final Set<String> RECEIVER = Set.of("to", "recipient", "toaddress", "destination");
    private static final Set<String> MOVED =
            Set.of("value", "amount", "data", "wei", "lamports", "gas", "gaslimit", "nonce");

    private Proposals() {}

    public static Set<Proposal> in(String output) {
        Set<Proposal> found = EnumSet.noneOf(Proposal.class);
        if (MARKERS.matcher(output).find() || ONE_CALL.matcher(output.strip()).matches()) {
            found.add(Proposal.TOOL_CALL);
        }
        if (WALLET_METHODS.matcher(output).find() || RAW_BYTES.matcher(output).find()) {
            found.add(Proposal.TRANSACTION);
        }
        Objects objects = new Objects(output);
        while (objects.hasNext()) {
            judge(objects.nextKeys(), found);
        }
        return found;
    }

    private static void judge(Set<String> keys, Set<Proposal> found) {
        if (any(keys, CALL) || any(keys, CALLED) && any(keys, CALLED_WITH)) {
            found.add(Proposal.TOOL_CALL);
        }
        if (any(keys, TRANSACTION) || any(keys, RECEIVER) && any(keys, MOVED)) {
            found.add(Proposal.TRANSACTION);
        }
    }

    private static boolean any(Set<String> keys, Set<String> wanted) {
        return keys.stream().anyMatch(wanted::contains);
    }

    /** The outermost brace-enclosed parts of a text, one after the other, whether or not they are JSON. */
    private static final class Objects {

        private final String text;
        private int at;

        Objects(String text) {
            this.text = text;
            this.at = text.indexOf('{');
        }

        boolean hasNext() {
            return at >= 0;
        }

        Set<String> nextKeys() {
            int end = endOfObject();
            Set<String> keys = new HashSet<>();
            Matcher key = KEY.matcher(text).region(at, end);
            while (key.find()) {
                keys.add(key.group(1).toLowerCase(Locale.ROOT).replaceAll("[_-]", ""));
            }
            at = text.indexOf('{', end);
            return keys;
        }

        private int endOfObject() {
            int depth = 0;
            for (int i = at; i < text.length(); i++) {
                char c = text.charAt(i);
                depth += c == '{' ? 1 : c == '}' ? -1 : 0;
                if (depth == 0) {
                    return i + 1;
                }
            }
            return text.length();
        }
    }
}
