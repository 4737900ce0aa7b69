package dev.whetstone.edge;

import java.util.List;
import java.util.Locale;

/** What a request's path may look like. */
public final class RequestPath {

    private static final List<String> AMBIGUOUS =
            List.of(";", "\\", "//", "/./", "/../", "%2f", "%3b", "%5c", "%2e", "%25", "%00");

    private RequestPath() {}

    /**
     * Whether two readers could understand the path differently (CVE-2026-39852 and its kin read {@code /a;x} as {@code /a} after the
     * check was made on {@code /a;x}). No route needs such a path.
     *
     * @param uri as it was sent; what follows {@code ?} or {@code #} is no path
     */
    public static boolean isAmbiguous(String uri) {
        String path = uri.split("[?#]", 2)[0].toLowerCase(Locale.ROOT);
        return AMBIGUOUS.stream().anyMatch(path::contains) || path.endsWith("/.") || path.endsWith("/..");
    }
}
