package dev.sluice.channel;

import dev.sluice.model.Cursor;
import dev.sluice.model.SessionState;
import dev.sluice.model.TabId;
import io.vertx.core.Future;

/** Brings the logs of other nodes' streams here, before a connection of a session that reads them looks for them. Any thread. */
public interface Gathering {
    /** There are no other nodes: what is not here is nowhere. */
    Gathering NOTHING = (state, seen, tab, cursor) -> Future.succeededFuture();

    /**
     * Completes once each log that the session reads is here, as far as there is one: at once where none is missing. Does not fail.
     *
     * @param seen   an earlier state for which this was done; null where there is none
     * @param tab    the one that a connection is for, or null
     * @param cursor what that connection has seen, or null
     */
    Future<Void> gather(SessionState state, SessionState seen, TabId tab, Cursor cursor);

    /** Both: what the one does not know the other may. */
    default Gathering and(Gathering other) {
        if (this == NOTHING) return other;
        return (state, seen, tab, cursor) -> {
            Future<Void> here = gather(state, seen, tab, cursor);
            Future<Void> there = other.gather(state, seen, tab, cursor);
            // What is complete at once must stay so: changes of a session are told in their order.
            if (here.isComplete()) return there;
            return there.isComplete() ? here : Future.join(here, there).mapEmpty();
        };
    }
}
