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
            throw DatasetError.TASK_INVALID.refused(e.getMessage(), e);
        }
    }

    public static Digest digest(String text) {
        try {
            return new Digest(text);
        } catch (IllegalArgumentException e) {
            throw DatasetError.REPORT_UNKNOWN.refused(e.getMessage(), e);
        }
    }
}
