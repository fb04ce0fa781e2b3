package dev.sluice.upstream.endpoint;

/** Told when an endpoint's state changes, after the fact and outside the guard, on the thread that caused it. */
public interface EndpointObserver {
    /** Wants to know of nothing. */
    EndpointObserver NOOP = (endpoint, from, to, reason) -> {};

    /** @param reason for people, such as {@code 5 failures in a row, the last: upstream_reset} */
    void changed(String endpoint, State from, State to, String reason);
}
