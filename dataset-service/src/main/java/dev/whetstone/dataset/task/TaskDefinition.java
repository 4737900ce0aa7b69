package dev.whetstone.dataset.task;

import com.fasterxml.jackson.annotation.JsonCreator;
import dev.whetstone.contracts.Digest;
import dev.whetstone.dataset.finding.Waiver;
import dev.whetstone.dataset.row.CanonicalJson;
import dev.whetstone.dataset.row.LabelRule;
import dev.whetstone.dataset.row.RowKind;
import dev.whetstone.dataset.row.RowRules;
import dev.whetstone.dataset.row.TargetKind;
import dev.whetstone.dataset.split.SplitShares;

import java.util.List;

/**
 * What the sender says about a task's data. Fields left out have their usual values.
 *
 * @param label where a row's label stands in its JSON answer (RFC 6901), for rows that carry none; empty for nowhere
 * @param salt another salt is another order of rows, and so another split
 * @param maxTokens a longer row is reported; 0 for no limit
 */
public record TaskDefinition(
        String title,
        RowKind rows,
        TargetKind target,
        String label,
        SplitShares splits,
        String salt,
        Integer maxTokens,
        List<Waiver> waivers) {

    private static final int MAX_SALT_LENGTH = 100;

    @JsonCreator
    public TaskDefinition {
        title = title == null ? "" : title;
        rows = rows == null ? RowKind.CHAT : rows;
        target = target == null ? TargetKind.TEXT : target;
        label = label == null ? "" : label;
        splits = splits == null ? SplitShares.USUAL : splits;
        salt = salt == null ? "1" : salt;
        maxTokens = maxTokens == null ? 0 : maxTokens;
        waivers = waivers == null ? List.of() : List.copyOf(waivers);
        new LabelRule(label);
        if (!label.isEmpty() && target == TargetKind.TEXT) {
            throw new IllegalArgumentException(
                    "label: expected none, since a text answer has no place '" + label + "'; put labels into the rows");
        }
        if (salt.isBlank() || salt.length() > MAX_SALT_LENGTH) {
            throw new IllegalArgumentException(
                    "salt: expected 1 to " + MAX_SALT_LENGTH + " characters, but got " + salt.length());
        }
        if (maxTokens < 0) {
            throw new IllegalArgumentException("max_tokens: expected 0 or more, but got " + maxTokens);
        }
    }

    public RowRules rowRules() {
        return new RowRules(rows, target, true);
    }

    /** Rules for a failure seen in traffic: a chat, whose right answer nobody may have written yet. */
    public RowRules failureRules() {
        return new RowRules(RowKind.CHAT, target, false);
    }

    public LabelRule labelRule() {
        return new LabelRule(label);
    }

    /** Whether a version made under the other definition would put rows elsewhere. */
    boolean splitsLike(TaskDefinition other) {
        return rows == other.rows && splits.equals(other.splits) && salt.equals(other.salt);
    }

    /** The same definition has the same digest. */
    public Digest digest() {
        return CanonicalJson.digest(TaskJson.tree(this));
    }
}
