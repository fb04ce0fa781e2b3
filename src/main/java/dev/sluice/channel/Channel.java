package dev.sluice.channel;

import dev.sluice.model.SessionState;
import dev.sluice.model.Subscription;
import dev.sluice.model.TabId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One session's connections on this node: one for the whole session, and one for each tab that could not share it. A crossing:
 * requests of the session come on any loop, so it guards itself; connections are only ever called on their own loops.
 */
final class Channel {
    private final Map<TabId, Connection> tabs = new HashMap<>(0);
    private SessionState state;
    private Connection main;

    Channel(SessionState state) {
        this.state = state;
    }

    /** Puts the connection in its place; yields the one that it replaces, or null. */
    synchronized Connection attach(Connection next) {
        if (next.tab() != null) return tabs.put(next.tab(), next);
        Connection before = main;
        main = next;
        return before;
    }

    /** Whether the connection still had its place. Idempotent. */
    synchronized boolean detach(Connection gone) {
        if (gone.tab() != null) return tabs.remove(gone.tab(), gone);
        if (main != gone) return false;
        main = null;
        return true;
    }

    synchronized boolean empty() {
        return main == null && tabs.isEmpty();
    }

    /** Takes the state on if it is newer. */
    synchronized SessionState update(SessionState next) {
        if (next.version() > state.version()) state = next;
        return state;
    }

    synchronized SessionState state() {
        return state;
    }

    synchronized List<Connection> connections() {
        List<Connection> all = new ArrayList<>(tabs.values());
        if (main != null) all.add(main);
        return all;
    }

    /** Whether an open tab that has a connection wants the stream. */
    synchronized boolean wants(Subscription s) {
        for (TabId tab : s.tabs().keySet())
            if (state.tabs().contains(tab) && (main != null || tabs.containsKey(tab))) return true;
        return false;
    }
}
