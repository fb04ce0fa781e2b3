package dev.sluice.channel;

/** Told what channels do. Called on the connections' loops. */
public interface ChannelObserver {
    ChannelObserver NOOP = new ChannelObserver() {};

    /** @param kind {@code sse} or {@code websocket} */
    default void opened(String kind) {}

    /** @param reason {@code client}, or the reason of the {@code bye} or of the drop */
    default void closed(String kind, String reason) {}

    /** A connection came with a cursor. @param resumed false where it could not be honoured */
    default void cursor(boolean resumed) {}

    /** Events of logs that were written, merged ones counted once. */
    default void delivered(int events) {}

    default void snapshot() {}

    default void gap() {}

    /** Text deltas that left in one event with others. */
    default void merged(int events) {}

    /** A socket is full; its connection waits. */
    default void slow() {}
}
