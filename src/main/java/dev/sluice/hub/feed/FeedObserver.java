package dev.sluice.hub.feed;

/** Told what feeds do. Called on the feed's loop. The {@code feed} is the name as configured, patterns included. */
public interface FeedObserver {
    /** Wants to know of nothing. */
    FeedObserver NOOP = new FeedObserver() {};

    /**
     * Sessions that subscribed, and readers by the feed's own URL.
     *
     * @param change 1 or -1
     */
    default void subscribers(String feed, int change) {}

    /** Events were appended. */
    default void events(String feed, int count) {}

    /** Something came that was here already. */
    default void repeated(String feed) {}

    /** The source went from one state to another: {@code idle, queued, probing, connecting, open, waiting, stopped}. */
    default void source(String feed, String before, String after) {}

    /**
     * A connection to the source ended.
     *
     * @param code as in {@code SourceHandler.End}
     */
    default void sourceEnded(String feed, String code, String message) {}

    /** Events are missing that the source could not send again. */
    default void missed(String feed) {}
}
