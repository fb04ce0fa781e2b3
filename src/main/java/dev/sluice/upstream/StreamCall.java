package dev.sluice.upstream;

/** One upstream stream that is being opened or read. */
public interface StreamCall {
    /** Ends the call and closes its connection or resets its HTTP/2 stream, so that the provider stops. Idempotent. */
    void cancel();

    /** Stops reading from the socket until {@link #resume()}. Chunks of the read that is being handled still come. */
    void pause();

    /** Reads on. */
    void resume();

    /** How far it came, also once it has ended. */
    CallTrail trail();
}
