/**
 * Feeds: endless streams that one upstream source fills for all readers, or that backends publish to. Entry type:
 * {@link dev.sluice.hub.feed.Feeds} (any thread); a {@link dev.sluice.hub.feed.Feed} belongs to the loop of the
 * {@link dev.sluice.hub.feed.FeedLane} that it was opened on.
 *
 * <p>Part of {@code hub}, rank 5: may import {@code channel}, {@code upstream}, {@code admission}, {@code log} and {@code model}.
 */
package dev.sluice.hub.feed;
