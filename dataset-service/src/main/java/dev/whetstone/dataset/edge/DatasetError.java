package dev.whetstone.dataset.edge;

import dev.whetstone.edge.ErrorCode;
import dev.whetstone.edge.RequestRefused;

/** What a request to this service can fail on: its public code, its status and what the caller can do. */
public enum DatasetError implements ErrorCode {
    TASK_INVALID("task.invalid", 400, "correct the named field of the task"),
    TASK_UNKNOWN("task.unknown", 404, "create the task first: PUT /v1/tasks/{task}"),
    TASK_FROZEN(
            "task.frozen", 409, "use a new task name: rows must keep their splits, and adapters were judged on them"),
    TASK_CHANGED("task.changed", 409, "send the upload again"),
    VERSION_UNKNOWN("version.unknown", 404, "list the versions: GET /v1/tasks/{task}/datasets"),
    REPORT_UNKNOWN("report.unknown", 404, "upload the file first, or check the digest"),
    UPLOAD_TOO_LARGE("upload.too_large", 413, "split the data over several tasks, or raise whetstone.ingest limits"),
    UPLOAD_CUT("upload.cut", 400, "send the whole file again; nothing of it was kept"),
    BUSY("busy", 503, "try again in some seconds: other uploads are being checked"),
    STORE_FAILED("store.failed", 503, "check the artifact store, then try again; nothing was published"),
    NO_SPACE("no_space", 507, "free disk space, then try again; nothing was published");

    private final String label;
    private final int status;
    private final String whatToDo;

    DatasetError(String label, int status, String whatToDo) {
        this.label = label;
        this.status = status;
        this.whatToDo = whatToDo;
    }

    @Override
    public String label() {
        return label;
    }

    @Override
    public int status() {
        return status;
    }

    public RequestRefused refused(String message) {
        return refused(message, null);
    }

    public RequestRefused refused(String message, Throwable cause) {
        return new RequestRefused(this, message, whatToDo, cause);
    }
}
