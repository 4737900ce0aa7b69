package dev.whetstone.dataset.finding;

import static dev.whetstone.dataset.finding.Severity.ERROR;
import static dev.whetstone.dataset.finding.Severity.INFO;
import static dev.whetstone.dataset.finding.Severity.WARN;
import static dev.whetstone.dataset.finding.Waivable.BY_CODE;
import static dev.whetstone.dataset.finding.Waivable.BY_ROW;
import static dev.whetstone.dataset.finding.Waivable.NEVER;

import java.util.Arrays;
import java.util.Optional;

/** Every check by its code, the order of the report. Codes are public: gates, dashboards and waivers name them. */
public enum Check {
    FILE_EMPTY("file.empty", ERROR, NEVER, "the file holds no row", "send one JSON object a line"),
    BOM("bom", ERROR, NEVER, "the file starts with a byte order mark", "save it as UTF-8 without one"),
    UTF8_INVALID("utf8.invalid", ERROR, NEVER, "bytes that are not UTF-8", "save the file as UTF-8"),
    UTF8_LONE_SURROGATE(
            "utf8.lone_surrogate",
            ERROR,
            NEVER,
            "half of a surrogate pair: no character at all",
            "escape the character as its whole pair, or write it as UTF-8"),
    LINE_TOO_LONG(
            "line.too_long", ERROR, NEVER, "a line over the limit", "split the sample, or raise the limit on lines"),
    JSON_MALFORMED(
            "json.malformed",
            ERROR,
            NEVER,
            "a line that is not exactly one JSON object",
            "write one complete JSON object a line, nothing after it"),
    JSON_DUPLICATE_KEY(
            "json.duplicate_key",
            ERROR,
            NEVER,
            "a key that occurs twice in one object, so readers disagree on its value",
            "keep one of them"),
    DATA_TYPE("data_type", ERROR, NEVER, "a row that is not a JSON object", "wrap the sample in an object"),
    SCHEMA_UNKNOWN_FIELD(
            "schema.unknown_field",
            ERROR,
            NEVER,
            "a field that a row does not have",
            "remove it, or correct its spelling"),
    SCHEMA_INVALID_VALUE(
            "schema.invalid_value",
            ERROR,
            NEVER,
            "a known field with a value it cannot have",
            "correct the value; the note says what is expected"),
    MISSING_MESSAGES_LIST(
            "missing_messages_list", ERROR, NEVER, "a row without a list of messages", "give it messages"),
    MESSAGE_MISSING_KEY("message_missing_key", ERROR, NEVER, "a message without role or content", "give it both"),
    MESSAGE_UNRECOGNIZED_KEY(
            "message_unrecognized_key", ERROR, NEVER, "a message with an unknown key", "remove the key"),
    UNRECOGNIZED_ROLE(
            "unrecognized_role",
            ERROR,
            NEVER,
            "a role other than system, developer, user, assistant, tool",
            "use one of these"),
    MISSING_CONTENT("missing_content", ERROR, NEVER, "a message whose content is no text", "give it a text as content"),
    ROLE_ORDER(
            "role.order",
            ERROR,
            NEVER,
            "messages in an order no chat has",
            "system first, then the user; the assistant answers; the assistant's answer is last"),
    TARGET_MISSING(
            "target.missing", ERROR, NEVER, "no assistant message, so nothing to learn", "add the wanted answer"),
    TARGET_EMPTY("target.empty", ERROR, NEVER, "an empty answer", "write the wanted answer"),
    TARGET_NOT_JSON(
            "target.not_json",
            ERROR,
            NEVER,
            "an answer that is not JSON although the task says so",
            "correct the answer, or set the task's target to text"),
    TOOL_ARGUMENTS_NOT_JSON(
            "tool.arguments_not_json",
            ERROR,
            NEVER,
            "a tool call whose arguments are not a JSON object in a string",
            "write the arguments as a JSON object in a string"),
    PREFERENCE_SAME_PAIR(
            "preference.same_pair",
            ERROR,
            NEVER,
            "a preference between two equal answers",
            "remove the row, or correct one of the answers"),
    ID_DUPLICATE("id.duplicate", ERROR, NEVER, "two different rows with one id", "give each row its own id"),

    DUP_EXACT(
            "dup.exact",
            WARN,
            BY_CODE,
            "the same messages again, whatever the order of keys; dropped",
            "nothing: one of them is kept"),
    DUP_PROMPT_NEAR(
            "dup.prompt_near",
            WARN,
            BY_CODE,
            "a prompt that is nearly another's (five-word shingles, Jaccard 0.8 or more); kept in one split",
            "check that these rows are really different samples"),
    LABEL_CONFLICT(
            "label.conflict",
            ERROR,
            BY_CODE,
            "one prompt with different answers",
            "decide which answer is wanted, or waive it with a reason and an expiry"),
    TARGET_MONOCULTURE(
            "target.monoculture",
            WARN,
            BY_CODE,
            "one answer makes up more than half of all",
            "add samples with other answers, or the model learns to say nothing else"),

    LEAK_EXACT(
            "leak.exact",
            ERROR,
            NEVER,
            "one prompt in two splits",
            "remove it from the less protected split (train before validation before test)"),
    LEAK_NEAR(
            "leak.near",
            ERROR,
            NEVER,
            "nearly one prompt in two splits (Jaccard 0.8 or more)",
            "remove it from the less protected split, or let the service split the rows"),
    LEAK_GROUP("leak.group", ERROR, NEVER, "one group in two splits", "put all rows of a group into one split"),
    LEAK_REGRESSION(
            "leak.regression",
            ERROR,
            NEVER,
            "a regression sample among the training rows: what has failed once is untrainable for ever",
            "remove it from train and validation; it is tested on from now on"),
    LEAK_MOVED(
            "leak.moved",
            ERROR,
            NEVER,
            "a row that named another split in an earlier version",
            "leave it in its split: adapters were trained or judged on it there"),
    LEAK_NGRAM13(
            "leak.ngram13",
            WARN,
            BY_CODE,
            "a held-out row that shares thirteen words in a row with a training row, and with few others",
            "look at these rows: a quotation is harmless, a copied answer is not"),
    SPLIT_EMPTY(
            "split.empty",
            ERROR,
            NEVER,
            "a split without rows",
            "add rows; if the note speaks of near-duplicates, move what they share into a system message"),
    SPLIT_UNBALANCED(
            "split.unbalanced",
            WARN,
            BY_CODE,
            "a split that is far from its share",
            "large groups or clusters of near-duplicates stay together: add different samples"),

    SECRET("secret", ERROR, BY_ROW, "what looks like a password, token or key", "remove it, and revoke it"),
    PII("pii", WARN, BY_CODE, "what looks like personal data", "replace it by made-up data"),

    STALE_YEAR(
            "stale.year",
            ERROR,
            BY_CODE,
            "an answer that says how things stand in some year, not from its prompt",
            "rewrite it, drop it, or waive it with an expiry"),
    STALE_VERSION(
            "stale.version",
            ERROR,
            BY_CODE,
            "an answer that names the current version of something, not from its prompt",
            "rewrite it, drop it, or waive it with an expiry"),
    STALE_EXPIRED_DATE(
            "stale.expired_date",
            ERROR,
            BY_CODE,
            "an answer with a deadline that has passed, not from its prompt",
            "rewrite it, drop it, or waive it with an expiry"),
    STALE_PRICE(
            "stale.price",
            ERROR,
            BY_CODE,
            "an answer that states a price, rate or value, not from its prompt",
            "rewrite it so that the figure comes from the prompt, drop it, or waive it with an expiry"),
    STALE_BALANCE(
            "stale.balance",
            ERROR,
            BY_CODE,
            "an answer that states a balance or supply, not from its prompt",
            "rewrite it so that the figure comes from the prompt, drop it, or waive it with an expiry"),
    STALE_BLOCK_HEIGHT(
            "stale.block_height",
            ERROR,
            BY_CODE,
            "an answer that states a block height, not from its prompt",
            "rewrite it so that the figure comes from the prompt, drop it, or waive it with an expiry"),
    STALE_OFFICE_HOLDER(
            "stale.office_holder",
            ERROR,
            BY_CODE,
            "an answer that says who holds an office, not from its prompt",
            "rewrite it, drop it, or waive it with an expiry"),

    LENGTH_TRUNCATED(
            "length.truncated",
            WARN,
            BY_CODE,
            "a row that may be longer than the task's max_tokens (estimated at four bytes a token)",
            "shorten it: training refuses a target that does not fit"),
    REPETITION("repetition", WARN, BY_CODE, "an answer that repeats itself", "rewrite the answer"),
    PLACEHOLDER("placeholder", WARN, BY_CODE, "an answer with a placeholder in it", "fill it in"),
    REFUSAL_IN_TARGET("refusal_in_target", WARN, BY_CODE, "an answer that refuses", "check that it should"),
    ENCODING_MOJIBAKE(
            "encoding.mojibake", WARN, BY_CODE, "text decoded with a wrong encoding", "decode the source as UTF-8"),
    LABEL_MISSING(
            "label.missing", INFO, BY_CODE, "a row without a label", "give it one, so that slices can be told apart");

    private final String code;
    private final Severity severity;
    private final Waivable waivable;
    private final String meaning;
    private final String whatToDo;

    Check(String code, Severity severity, Waivable waivable, String meaning, String whatToDo) {
        this.code = code;
        this.severity = severity;
        this.waivable = waivable;
        this.meaning = meaning;
        this.whatToDo = whatToDo;
    }

    public static Optional<Check> find(String code) {
        return Arrays.stream(values()).filter(check -> check.code.equals(code)).findFirst();
    }

    public String code() {
        return code;
    }

    public Severity severity() {
        return severity;
    }

    public Waivable waivable() {
        return waivable;
    }

    public String meaning() {
        return meaning;
    }

    public String whatToDo() {
        return whatToDo;
    }
}
