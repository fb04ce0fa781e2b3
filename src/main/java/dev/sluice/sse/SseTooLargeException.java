package dev.sluice.sse;

/**
 * One event is larger than its reader is willing to hold. The stream cannot be read on. An expected outcome: no
 * stack trace.
 */
public final class SseTooLargeException extends RuntimeException {
    private final int limit;

    /** @param limit in bytes */
    public SseTooLargeException(int limit) {
        super("an event is larger than " + limit + " bytes", null, false, false);
        this.limit = limit;
    }

    /** The limit, in bytes. */
    public int limit() {
        return limit;
    }
}
