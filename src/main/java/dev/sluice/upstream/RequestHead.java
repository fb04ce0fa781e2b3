package dev.sluice.upstream;

import dev.sluice.model.Provenance;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The head of a request towards a provider: what the caller may say there, who the caller is, and our own key. */
final class RequestHead {
    /**
     * Fields of one connection (RFC 9110, section 7.6.1, and those of older agents), credentials of whoever called us, and what we
     * set ourselves.
     */
    private static final Set<String> DROPPED = Set.of(
            "connection",
            "keep-alive",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "http2-settings",
            "host",
            "content-length",
            "expect",
            "authorization",
            "proxy-authorization",
            "proxy-authenticate",
            "cookie",
            "x-api-key",
            "x-goog-api-key",
            "api-key",
            // Whose account is charged, in which project: with our key those can only be ours.
            "openai-organization",
            "openai-project",
            "x-goog-user-project");

    private RequestHead() {}

    /**
     * @param credential the fields with our own key
     * @param usual      what the dialect insists on, where the request brings none of its own
     */
    static MultiMap of(
            UpstreamRequest request, CharSequence accept, Map<String, String> credential, Map<String, String> usual) {
        MultiMap head = HttpHeaders.headers();
        usual.forEach(head::set);
        if (request.headers() != null) copy(request.headers(), head);
        head.set(HttpHeaders.CONTENT_TYPE, "application/json")
                .set(HttpHeaders.ACCEPT, accept)
                .set(HttpHeaders.USER_AGENT, "sluice");
        credential.forEach((name, value) -> head.set(name, value));
        Provenance from = request.from();
        set(head, "x-forwarded-for", from.forwardedFor());
        set(head, "x-real-ip", from.realIp());
        set(head, "x-forwarded-proto", from.proto());
        set(head, "x-forwarded-host", from.host());
        set(head, "traceparent", from.traceparent());
        set(head, "tracestate", from.tracestate());
        return head;
    }

    private static void copy(MultiMap from, MultiMap to) {
        String listed = ","
                + String.join(",", from.getAll(HttpHeaders.CONNECTION))
                        .toLowerCase(Locale.ROOT)
                        .replace(" ", "") + ",";
        for (Map.Entry<String, String> field : from) {
            String name = field.getKey().toLowerCase(Locale.ROOT);
            // All of a field's lines are one value here: a second one is no reason to lose the first.
            if (!DROPPED.contains(name) && !listed.contains("," + name + ",")) to.set(name, from.getAll(name));
        }
    }

    private static void set(MultiMap head, String name, String value) {
        if (value == null) head.remove(name);
        else head.set(name, value);
    }
}
