package dev.sluice.hub.feed;

import dev.sluice.model.StreamId;

/**
 * A session's tab reads a feed.
 *
 * @param ordinal  of the subscription
 * @param position where the tab begins. On a connection that the session shares, and that reads the feed already, what lies behind
 *                 the feed's last event is not told again; it can be read by the feed's URL
 */
public record FeedSubscribed(StreamId stream, int ordinal, FeedPosition position) {}
