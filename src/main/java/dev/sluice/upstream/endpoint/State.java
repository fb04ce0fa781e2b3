package dev.sluice.upstream.endpoint;

import java.util.Locale;

/** Whether an endpoint takes calls, and if not, who says so. Where several reasons hold, the first of this order is its state. */
public enum State {
    /** An operator took it out, and nobody needs to know how it is. */
    MAINT,
    /** An operator took it out; calls that run may end. */
    DRAINING,
    /** Checks failed. */
    DOWN,
    /** Live calls failed; it comes back by itself. */
    EJECTED,

    /** It takes calls. */
    UP;

    /** The name in metrics and logs: lower case. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
