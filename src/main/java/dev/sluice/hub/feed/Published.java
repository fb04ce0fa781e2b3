package dev.sluice.hub.feed;

/**
 * What became of one published event.
 *
 * @param seq      its number in the feed
 * @param id       its own id, or null
 * @param repeated whether an event with that id was there already, under this seq, so that nothing was appended
 */
public record Published(long seq, String id, boolean repeated) {}
