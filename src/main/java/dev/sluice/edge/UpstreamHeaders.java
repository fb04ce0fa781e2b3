package dev.sluice.edge;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerResponse;
import java.util.Locale;
import java.util.Map;

/**
 * What the provider's head told, under names of its own: {@code x-ratelimit-*} and the like are about the caller's limits here, and
 * must not be taken for those that all callers share there.
 */
final class UpstreamHeaders {
    private static final String PREFIX = "x-upstream-";

    private UpstreamHeaders() {}

    static void tell(HttpServerResponse response, MultiMap from) {
        for (Map.Entry<String, String> header : from) {
            String name = header.getKey().toLowerCase(Locale.ROOT);
            if (!worthTelling(name)) continue;
            response.putHeader(PREFIX + (name.startsWith("x-") ? name.substring(2) : name), header.getValue());
        }
    }

    private static boolean worthTelling(String name) {
        return name.contains("ratelimit-") || name.endsWith("request-id") || name.startsWith("openai-");
    }
}
