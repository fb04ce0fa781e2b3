package dev.sluice.upstream;

/** One connection to a feed's source that is being opened or read. Belongs to the loop that opened it. */
public interface SourceCall {
    /** Closes the connection; the handler hears nothing more. Idempotent. */
    void cancel();
}
