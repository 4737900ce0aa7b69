package dev.whetstone.dataset.edge;

/** Every error that the HTTP edge answers with: its public code, its status and what the caller can do. */
public enum ErrorCode {
    PATH_REFUSED("path.refused", 400, "send the path in its plain form, without ; \\ // or encoded separators"),
    REQUEST_MALFORMED("request.malformed", 400, "correct the request body; see /q/openapi"),
    TASK_INVALID("task.invalid", 400, "correct the named field of the task"),
    TASK_UNKNOWN("task.unknown", 404, "create the task first: PUT /v1/tasks/{task}"),
    TASK_FROZEN(
            "task.frozen", 409, "use a new task name: rows must keep their splits, and adapters were judged on them"),
    TASK_CHANGED("task.changed", 409, "send the upload again"),
    VERSION_UNKNOWN("version.unknown", 404, "list the versions: GET /v1/tasks/{task}/datasets"),
    REPORT_UNKNOWN("report.unknown", 404, "upload the file first, or check the digest"),
    NOT_FOUND("not_found", 404, "see /q/openapi for the paths there are"),
    METHOD_NOT_ALLOWED("method.not_allowed", 405, "see /q/openapi for the methods there are"),
    LENGTH_REQUIRED("length.required", 411, "send a Content-Length"),
    BODY_TOO_LARGE("body.too_large", 413, "send a smaller body"),
    UPLOAD_TOO_LARGE("upload.too_large", 413, "split the data over several tasks, or raise whetstone.ingest limits"),
    MEDIA_TYPE("media_type.unsupported", 415, "send datasets as application/x-ndjson, all else as application/json"),
    UPLOAD_CUT("upload.cut", 400, "send the whole file again; nothing of it was kept"),
    BUSY("busy", 503, "try again in some seconds: other uploads are being checked"),
    DATABASE_UNAVAILABLE("database.unavailable", 503, "try again when the database is back; nothing was changed"),
    STORE_FAILED("store.failed", 503, "check the artifact store, then try again; nothing was published"),
    NO_SPACE("no_space", 507, "free disk space, then try again; nothing was published"),
    INTERNAL("internal", 500, "report it with the time of the request; the log tells more");

    private final String code;
    private final int status;
    private final String whatToDo;

    ErrorCode(String code, int status, String whatToDo) {
        this.code = code;
        this.status = status;
        this.whatToDo = whatToDo;
    }

    public String code() {
        return code;
    }

    public int status() {
        return status;
    }

    public String whatToDo() {
        return whatToDo;
    }

    /** Whether the same request may succeed later. */
    public boolean isTemporary() {
        return status == 503;
    }
}
