package dev.sluice.model;

import java.util.Map;

/**
 * A session reads a stream.
 *
 * @param ordinal its number within the session: 1, 2, 3 …, never used twice
 * @param stream  what is read
 * @param tabs    the tabs that want it, each with the ordinal under which a connection of that tab alone knows it: the
 *                subscription's own for the first tab, a later one for a tab that joined later, so that a cursor which was
 *                true before the tab joined does not take the stream for finished
 * @param retired the last seq of a stream whose log is gone; 0 while there is one
 */
public record Subscription(int ordinal, StreamId stream, Map<TabId, Integer> tabs, long retired) {
    public Subscription {
        tabs = Map.copyOf(tabs);
    }

    /** The ordinal as seen by a connection of that tab alone, or, for null, of the whole session; 0 where it is not for it. */
    public int ordinalFor(TabId tab) {
        return tab == null ? ordinal : tabs.getOrDefault(tab, 0);
    }
}
