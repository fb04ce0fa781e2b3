package dev.sluice.upstream;

/** Told what calls to one upstream do, in domain words; times in nanoseconds since the call began. Called on the call's loop. */
public interface UpstreamObserver {
    /** Wants to know of nothing. */
    UpstreamObserver NOOP = new UpstreamObserver() {};

    /** A call begins, before its first attempt. */
    default void callBegan(String upstream) {}

    /**
     * Once for each call that began.
     *
     * @param code {@code ok}, {@code cancelled} or a failure's code
     */
    default void callEnded(String upstream, String code, long nanos) {}

    /**
     * An attempt has its connection: a new one, or one of the pool.
     *
     * @param nanos since it asked for one
     */
    default void connected(String upstream, long nanos) {}

    /** The first content of a stream, or an answer that does not stream. */
    default void firstEvent(String upstream, long nanos) {}

    /**
     * The network or TLS failed, in one attempt of a call. Comes before {@code callEnded}.
     *
     * @param code  {@code upstream_unreachable}, {@code upstream_connect_timeout} or {@code upstream_reset}
     * @param cause for operators: names hosts and addresses, so it is not for clients
     */
    default void transportBroke(String upstream, String code, Throwable cause) {}

    /**
     * An attempt failed and another one follows.
     *
     * @param endpoint where it failed
     * @param code     of its failure
     */
    default void retried(String upstream, String endpoint, String code) {}

    /**
     * A key is set aside. Told once each time, though several loops may notice.
     *
     * @param number the key's place in the configuration, from 1
     * @param code   of the failure that it met
     */
    default void keySetAside(String upstream, int number, long millis, String code) {}

    /**
     * An endpoint's state changed. On any thread.
     *
     * @param from   {@code up}, {@code draining}, {@code down} or {@code ejected}
     * @param reason for people
     */
    default void endpointChanged(String upstream, String endpoint, String from, String to, String reason) {}
}
