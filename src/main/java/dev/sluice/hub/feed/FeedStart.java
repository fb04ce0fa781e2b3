package dev.sluice.hub.feed;

/** Where a new reader begins. */
public sealed interface FeedStart {
    /** Only what comes from now on. */
    record Live() implements FeedStart {}

    /** With the last so many events, or as many as are kept. */
    record Last(int events) implements FeedStart {}

    /** Behind the event that has this id of its own. */
    record Since(String id) implements FeedStart {}

    /** Behind this seq. */
    record After(long seq) implements FeedStart {}

    /** Behind what an EventSource says that it has seen: {@code epoch.seq} as it was told here, or an event's own id. */
    record Resume(String lastEventId) implements FeedStart {}

    /** Whether the reader was here before, so that it is owed what came meanwhile. */
    default boolean returning() {
        return !(this instanceof Live || this instanceof Last);
    }
}
