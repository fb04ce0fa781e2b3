package dev.sluice.upstream.endpoint;

import dev.sluice.model.UpstreamPolicy;

/**
 * What live calls say about one endpoint (Envoy calls it outlier detection; the two rules and the growing time are taken from
 * there). It only suspects: whether the endpoint may really be ejected depends on the others, and is decided by {@link Endpoints}.
 */
final class Ejection {
    private final UpstreamPolicy.Ejection policy;
    private final FailureWindow window;
    private int row;
    private int times;
    private boolean out;
    private long until;

    Ejection(UpstreamPolicy.Ejection policy) {
        this.policy = policy;
        this.window = new FailureWindow(policy.window().toNanos());
    }

    void succeeded(long now) {
        row = 0;
        window.add(false, now);
    }

    /** @return why the endpoint should be ejected, or null */
    String failed(String code, long now) {
        row++;
        window.add(true, now);
        if (policy.failures() > 0 && row >= policy.failures()) return row + " failures in a row, the last: " + code;
        int calls = window.calls(now);
        int failures = window.failures(now);
        boolean many = policy.percent() > 0
                && calls >= policy.minCalls()
                && 100L * failures >= (long) policy.percent() * calls;
        return many ? failures + " of the last " + calls + " calls failed, the last: " + code : null;
    }

    /** Takes the endpoint out, each time for longer; a time well spent, as long as the first ejection, is forgiven. */
    void eject(long now) {
        long first = policy.time().toNanos();
        if (times > 0) times -= (int) Math.min(times, Math.max(0, now - until) / Math.max(1, first));
        times++;
        long longest = policy.timeMax().toNanos();
        until = now + (first > longest / times ? longest : first * times);
        out = true;
        row = 0;
        window.clear();
    }

    boolean holds(long now) {
        return out && now - until < 0;
    }

    /** Nanoseconds until it is over; 0 where there is none. */
    long left(long now) {
        return holds(now) ? until - now : 0;
    }

    /** What was heard from calls that began before it counts no more. */
    void over() {
        out = false;
        row = 0;
        window.clear();
    }
}
