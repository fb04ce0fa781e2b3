package dev.sluice.channel;

/** Told what channels do. Called on the connections' loops. */
public interface ChannelObserver {
    /** Wants to know of nothing. */
    ChannelObserver NOOP = new ChannelObserver() {};

    /** @param kind {@code sse} or {@code websocket} */
    default void opened(String kind) {}

    /** @param reason {@code client}, or the reason of the {@code bye} or of the drop */
    default void closed(String kind, String reason) {}

    /**
     * A reader of one stream alone came or left.
     *
     * @param change 1 or -1
     */
    default void watching(int change) {}

    /**
     * A connection came with a cursor.
     *
     * @param cause   how the session's connection before it ended, as in {@link #closed}; {@code takeover} where that is still open,
     *                {@code elsewhere} where none is known
     * @param resumed false where the cursor could not be honoured
     */
    default void reconnected(String cause, boolean resumed) {}

    /** A returning reader is owed events from before it came. */
    default void replayed(long events) {}

    /** Events of logs that were written, merged ones counted once. */
    default void delivered(int events) {}

    /** A reader was given all up to some event in one. */
    default void snapshot() {}

    /** A reader was told that events are missing. */
    default void gap() {}

    /** Text deltas that left in one event with others. */
    default void merged(int events) {}

    /** A socket is full; its connection waits. */
    default void slow() {}
}
