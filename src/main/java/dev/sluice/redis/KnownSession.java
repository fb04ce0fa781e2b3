package dev.sluice.redis;

import dev.sluice.model.SessionState;

/**
 * What this node knows of a session. Immutable.
 *
 * @param saved         mark of the state that Redis held when this node last heard; null where it was never there
 * @param usedMillis    when it was last used here
 * @param touchedMillis when Redis was last told so
 * @param ended         ended here, and Redis has yet to hear of it
 */
record KnownSession(SessionState state, String saved, long usedMillis, long touchedMillis, boolean ended) {
    static KnownSession stored(SessionState state, long nowMillis) {
        return new KnownSession(state, SessionCodec.mark(state), nowMillis, nowMillis, false);
    }

    /** Made while Redis was away. */
    static KnownSession unheardOf(SessionState state, long nowMillis) {
        return new KnownSession(state, null, nowMillis, 0, false);
    }

    /** Whether Redis has yet to hear of its newest state. */
    boolean unsaved() {
        return !SessionCodec.mark(state).equals(saved);
    }

    KnownSession used(long nowMillis) {
        return new KnownSession(state, saved, Math.max(usedMillis, nowMillis), touchedMillis, ended);
    }

    KnownSession touched(long nowMillis) {
        return new KnownSession(state, saved, usedMillis, Math.max(touchedMillis, nowMillis), ended);
    }

    KnownSession changed(SessionState next) {
        return new KnownSession(next, saved, usedMillis, touchedMillis, ended);
    }

    KnownSession saved(SessionState stored) {
        return new KnownSession(state, SessionCodec.mark(stored), usedMillis, touchedMillis, ended);
    }

    KnownSession over() {
        return new KnownSession(state, saved, usedMillis, touchedMillis, true);
    }
}
