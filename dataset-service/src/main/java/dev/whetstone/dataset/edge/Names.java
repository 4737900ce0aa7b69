package dev.whetstone.dataset.edge;

import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.TaskName;

/** Names from paths. */
public final class Names {

    private Names() {}

    public static TaskName task(String text) {
        try {
            return new TaskName(text);
        } catch (IllegalArgumentException e) {
            throw new DatasetException(ErrorCode.TASK_INVALID, e.getMessage(), e);
        }
    }

    public static Digest digest(String text) {
        try {
            return new Digest(text);
        } catch (IllegalArgumentException e) {
            throw new DatasetException(ErrorCode.REPORT_UNKNOWN, e.getMessage(), e);
        }
    }
}
