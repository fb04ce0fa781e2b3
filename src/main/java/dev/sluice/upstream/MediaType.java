package dev.sluice.upstream;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.Locale;

/** What a response says its body is. */
final class MediaType {
    private MediaType() {}

    static boolean isEventStream(MultiMap headers) {
        return essence(headers).equals("text/event-stream") && plain(headers);
    }

    static boolean isJson(MultiMap headers) {
        String type = essence(headers);
        return (type.equals("application/json") || type.endsWith("+json")) && plain(headers);
    }

    static boolean isHtml(MultiMap headers) {
        return essence(headers).equals("text/html");
    }

    /** The type as it came, for a message; never null. */
    static String shown(MultiMap headers) {
        String type = essence(headers);
        return type.isEmpty() ? "no content type" : type;
    }

    /** Type and subtype in lower case, without parameters; empty where there is none. */
    private static String essence(MultiMap headers) {
        String value = headers.get(HttpHeaders.CONTENT_TYPE);
        if (value == null) return "";
        int parameters = value.indexOf(';');
        return (parameters < 0 ? value : value.substring(0, parameters)).trim().toLowerCase(Locale.ROOT);
    }

    /** We ask for no compression; a provider that compresses all the same cannot be read. */
    private static boolean plain(MultiMap headers) {
        String encoding = headers.get(HttpHeaders.CONTENT_ENCODING);
        return encoding == null || encoding.equalsIgnoreCase("identity");
    }
}
