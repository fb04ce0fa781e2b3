package dev.sluice.upstream.endpoint;

/** Counts what one endpoint goes through. Under the guard of {@link Endpoints}; times are nanoseconds. */
final class Tally {
    private static final long NANOS = 1_000_000_000L;

    long calls;
    long checksFailed;
    private long failures;
    private String lastFailure;
    private long outages;
    private long outNanos;
    private long since;
    private String reason;
    private State state = State.UP;

    Tally(long now) {
        since = now;
    }

    void failed(String code) {
        failures++;
        lastFailure = code;
    }

    void entered(State next, String why, long now) {
        if (out(state)) outNanos += now - since;
        if (out(next) && !out(state)) outages++;
        state = next;
        since = now;
        reason = why;
    }

    private static boolean out(State state) {
        return state == State.DOWN || state == State.EJECTED;
    }

    EndpointPast past(long now) {
        long out = outNanos + (out(state) ? now - since : 0);
        return new EndpointPast(
                calls, failures, lastFailure, checksFailed, outages, out / NANOS, (now - since) / NANOS, reason);
    }
}
