package dev.sluice.channel;

import dev.sluice.log.Logs;
import dev.sluice.log.StreamLog;
import dev.sluice.model.Cursor;
import dev.sluice.model.SessionState;
import dev.sluice.model.Subscription;
import dev.sluice.model.TabId;

/** Whether a cursor that came from outside can be true of this session. */
final class Cursors {
    private Cursors() {}

    /**
     * The cursor itself, or null where it must not be used: none came, it is of another life of the session, or it claims to have
     * seen what was never sent.
     */
    static Cursor valid(Cursor cursor, SessionState state, TabId tab, Logs logs) {
        if (cursor == null || !cursor.epoch().equals(state.epoch()) || cursor.high() >= state.nextOrdinal())
            return null;
        for (Subscription s : state.subscriptions()) {
            int ordinal = s.ordinalFor(tab);
            long seq = ordinal == 0 || ordinal > cursor.high() ? 0 : cursor.seqOf(ordinal);
            StreamLog log = logs.find(s.stream());
            long last = log != null ? log.tail() : s.retired() > 0 ? s.retired() : Long.MAX_VALUE;
            if (seq > last) return null;
        }
        return cursor;
    }
}
