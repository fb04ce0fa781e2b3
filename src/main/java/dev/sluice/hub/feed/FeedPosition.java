package dev.sluice.hub.feed;

import dev.sluice.log.StreamLog;

/**
 * Where a reader begins.
 *
 * @param epoch tag of this life of the feed's numbering
 * @param from  what follows this seq is owed
 * @param seq   the last event that there is now
 * @param whole false where what the reader named is not held, so that events may be missing which cannot be counted
 * @param state of the source, in one word; {@code topic} where there is none
 */
public record FeedPosition(StreamLog log, String epoch, long from, long seq, boolean whole, String state) {}
