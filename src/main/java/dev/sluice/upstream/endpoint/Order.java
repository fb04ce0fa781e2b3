package dev.sluice.upstream.endpoint;

import java.util.Locale;

/** What an operator wants of an endpoint; HAProxy's words. */
public enum Order {
    /** It takes calls, where checks and live calls find nothing against it. */
    READY,
    /** It takes no calls; those that run may end. It is checked. */
    DRAIN,
    /** The same, and what checks say of it counts for nothing: somebody works on it. */
    MAINT;

    /** The name in commands: lower case. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
