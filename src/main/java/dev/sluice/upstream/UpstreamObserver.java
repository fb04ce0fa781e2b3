package dev.sluice.upstream;

/** Told what calls to one upstream do, in domain words; times in nanoseconds. Called on the call's loop. */
public interface UpstreamObserver {
    UpstreamObserver NOOP = new UpstreamObserver() {};

    default void callBegan(String upstream) {}

    /** @param code {@code ok}, {@code cancelled} or a failure's code */
    default void callEnded(String upstream, String code, long nanos) {}

    default void firstEvent(String upstream, long nanos) {}
}
