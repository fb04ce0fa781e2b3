package dev.sluice.upstream;

/** Told what calls to one upstream do, in domain words; times in nanoseconds since the call began. Called on the call's loop. */
public interface UpstreamObserver {
    UpstreamObserver NOOP = new UpstreamObserver() {};

    default void callBegan(String upstream) {}

    /**
     * Once for each call that began.
     *
     * @param code {@code ok}, {@code cancelled} or a failure's code
     */
    default void callEnded(String upstream, String code, long nanos) {}

    /** The first event of a stream, or the head of an answer that does not stream. */
    default void firstEvent(String upstream, long nanos) {}

    /**
     * The network or TLS failed. Comes before {@code callEnded}.
     *
     * @param code  {@code upstream_unreachable}, {@code upstream_connect_timeout} or {@code upstream_reset}
     * @param cause for operators: names hosts and addresses, so it is not for clients
     */
    default void transportBroke(String upstream, String code, Throwable cause) {}
}
