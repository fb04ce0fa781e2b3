package dev.sluice.upstream;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.Locale;
import java.util.Map;

/**
 * The part of a provider's response head that a caller can use: what it is, who answered, and what is left of the limits. An
 * allow list, since the rest holds cookies of the provider's edge, fields of a connection that is not the caller's, and names of the
 * account that our key belongs to ({@code openai-organization}, {@code openai-project}).
 */
final class UsefulHeaders {
    private UsefulHeaders() {}

    static MultiMap of(MultiMap head) {
        MultiMap useful = HttpHeaders.headers();
        for (Map.Entry<String, String> header : head)
            if (useful(header.getKey().toLowerCase(Locale.ROOT))) useful.add(header.getKey(), header.getValue());
        return useful;
    }

    private static boolean useful(String name) {
        return switch (name) {
            case "content-type",
                    "x-request-id",
                    "request-id",
                    "retry-after",
                    "retry-after-ms",
                    "x-should-retry",
                    "openai-processing-ms",
                    "openai-version",
                    "openai-model" -> true;
            default -> name.startsWith("x-ratelimit-") || name.startsWith("anthropic-ratelimit-");
        };
    }
}
