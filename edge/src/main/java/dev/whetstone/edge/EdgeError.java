package dev.whetstone.edge;

import java.util.Arrays;

/** What is refused before a service's own rules are asked, the same everywhere. */
public enum EdgeError implements ErrorCode {
    PATH_REFUSED("path.refused", 400, "send the path in its plain form, without ; \\ // or encoded separators"),
    REQUEST_MALFORMED("request.malformed", 400, "correct the request; see /q/openapi"),
    NOT_FOUND("not_found", 404, "see /q/openapi for the paths there are"),
    METHOD_NOT_ALLOWED("method.not_allowed", 405, "see /q/openapi for the methods there are"),
    NOT_ACCEPTABLE("not_acceptable", 406, "accept application/json"),
    LENGTH_REQUIRED("length.required", 411, "send a Content-Length"),
    BODY_TOO_LARGE("body.too_large", 413, "send a smaller body"),
    MEDIA_TYPE("media_type.unsupported", 415, "see /q/openapi for the media types that this path takes"),
    DATABASE_UNAVAILABLE("database.unavailable", 503, "try again when the database is back; nothing was changed"),
    INTERNAL("internal", 500, "report it with the time of the request; the log tells more");

    private final String label;
    private final int status;
    private final String whatToDo;

    EdgeError(String label, int status, String whatToDo) {
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

    /** What the framework means by an error status below 500; one that is not listed is a malformed request. */
    static EdgeError ofStatus(int status) {
        return Arrays.stream(values())
                .filter(error -> error != PATH_REFUSED && error.status == status)
                .findFirst()
                .orElse(REQUEST_MALFORMED);
    }
}
