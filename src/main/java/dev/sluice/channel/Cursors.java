package dev.sluice.channel;

import dev.sluice.log.Logs;
import dev.sluice.log.StreamLog;
import dev.sluice.model.Cursor;
import dev.sluice.model.SessionState;
import dev.sluice.model.Subscription;
import dev.sluice.model.TabId;
import java.util.HashSet;
import java.util.Set;

/** Whether a cursor that came from outside can be true of this session. */
final class Cursors {
    private Cursors() {}

    /**
     * The cursor itself, or null where it must not be used: none came, it is of another life of the session, it claims to have seen
     * what was never sent, or it knows of subscriptions that this session, or this tab, has not: those of another tab's connection,
     * or some that were retired so long ago that not even their gaps can be told.
     */
    static Cursor valid(Cursor cursor, SessionState state, TabId tab, Logs logs) {
        if (cursor == null || !cursor.epoch().equals(state.epoch()) || cursor.high() >= state.nextOrdinal())
            return null;
        Set<Integer> unknown = new HashSet<>();
        for (Cursor.Position p : cursor.positions()) unknown.add(p.ordinal());
        for (Subscription s : state.subscriptions()) {
            unknown.removeAll(s.former());
            int ordinal = s.ordinalFor(tab);
            if (ordinal == 0 || ordinal > cursor.high()) continue;
            unknown.remove(ordinal);
            if (!possible(cursor.seqOf(ordinal), s, logs.find(s.stream()))) return null;
        }
        return unknown.isEmpty() ? cursor : null;
    }

    private static boolean possible(long seq, Subscription s, StreamLog log) {
        // What another node has sent need not have come to this one's copy yet.
        if (log != null && log.replica() && !log.sealed()) return true;
        boolean toItsEnd = seq < 0;
        if (toItsEnd) return log == null || log.sealed();
        return seq <= (log != null ? log.tail() : s.retired() > 0 ? s.retired() : Long.MAX_VALUE);
    }
}
