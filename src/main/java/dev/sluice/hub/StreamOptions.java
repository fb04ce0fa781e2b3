package dev.sluice.hub;

import dev.sluice.dialect.ProviderError;
import dev.sluice.model.FailureException;
import dev.sluice.upstream.UpstreamRejectedException;

/**
 * {@code stream_options} is asked for by us, for the usage, whether or not the caller did; some servers that speak the dialect
 * answer the member with a 400 or a 422. Such a request is worth one more attempt without it: the caller asked for an answer.
 */
final class StreamOptions {
    static final String MEMBER = "stream_options";

    private StreamOptions() {}

    /** Whether the provider refused the request because of the member. */
    static boolean refused(FailureException cause) {
        if (!(cause instanceof UpstreamRejectedException rejected)) return false;
        if (rejected.status() != 400 && rejected.status() != 422) return false;
        ProviderError error = rejected.error();
        return error != null && (names(error.param()) || names(error.message()));
    }

    private static boolean names(String words) {
        return words != null && words.contains(MEMBER);
    }
}
