package dev.sluice.hub;

import dev.sluice.dialect.ChatRequest;
import dev.sluice.model.Principal;
import dev.sluice.model.Provenance;
import dev.sluice.model.StreamId;
import dev.sluice.model.TabId;

/**
 * What was asked for.
 *
 * @param stream  the id of the answer
 * @param who     asks, and pays
 * @param from    by which way
 * @param tab     for which tab, or null for a direct caller
 * @param request as it came
 * @param route   where it goes
 * @param direct  whether only the caller reads the answer, on the connection that asked: it ends with that connection
 * @param shared  whether it is not one caller's answer but the call that several answers share
 */
record Order(
        StreamId stream,
        Principal who,
        Provenance from,
        TabId tab,
        ChatRequest request,
        PlannedRoute route,
        boolean direct,
        boolean shared) {
    /** Whether its log may sum up what it lets go of: not where others are made of its events, or where its reader forgets them. */
    boolean folds() {
        return !direct && !shared;
    }

    /** The call behind it, where several may share that. */
    Order sharedBy(StreamId id) {
        return new Order(id, who, from, null, request, route, false, true);
    }
}
