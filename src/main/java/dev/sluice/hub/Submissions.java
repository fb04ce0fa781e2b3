package dev.sluice.hub;

import dev.sluice.dialect.ChatRequest;
import dev.sluice.model.Principal;
import dev.sluice.model.Provenance;
import dev.sluice.model.SessionId;
import dev.sluice.model.SessionState;
import dev.sluice.model.SessionStore;
import dev.sluice.model.StreamId;
import dev.sluice.model.TabId;
import dev.sluice.model.Usage;
import io.vertx.core.Future;

/** Answers that sessions ask for and read by their channels. Safe from any thread where a method does not name a loop. */
public final class Submissions {
    private final Hub hub;
    private final Roster roster;
    private final SessionStore sessions;

    Submissions(Hub hub, Roster roster, SessionStore sessions) {
        this.hub = hub;
        this.roster = roster;
        this.sessions = sessions;
    }

    /**
     * Begins an answer for a session's tab.
     *
     * @param key    the idempotency key, or null; repeated, it yields the stream that is there
     * @param digest of the request, for the key
     * @param wish   as for {@link Hub#direct}
     */
    public Future<Submitted> submit(
            Lane lane,
            SessionState session,
            Provenance from,
            TabId tab,
            ChatRequest request,
            String key,
            String digest,
            Boolean wish) {
        Principal who = session.principal();
        PlannedRoute route = hub.plan().route(request, who, from);
        StreamId id = StreamId.random();
        Order order = new Order(id, who, from.inSession(session.id().hash()), tab, request, route, false, false);
        Completion completion = hub.open(lane, order);
        Future<StreamId> bound =
                key == null ? Future.succeededFuture(id) : sessions.bindKey(session.id(), key, digest, id);
        return bound.compose(stream -> {
                    if (!stream.equals(id)) {
                        roster.discard(completion);
                        return again(session.id(), tab, stream);
                    }
                    return begin(completion, session, wish).onFailure(refused -> {
                        // The same request may succeed once there is room, or the tab is open, or time has passed.
                        if (key != null) sessions.unbindKey(session.id(), key, id);
                    });
                })
                .onFailure(refused -> roster.discard(completion));
    }

    private Future<Submitted> begin(Completion completion, SessionState session, Boolean wish) {
        Order order = completion.order();
        return Charge.reserve(hub, completion.lane(), order.who(), order.route(), order.request())
                .compose(charge -> {
                    completion.interest().sessions().add(session.id());
                    return completion
                            .lane()
                            .here(sessions.subscribe(session.id(), order.tab(), order.stream()))
                            .onFailure(refused -> charge.settle(Usage.NONE))
                            .map(state -> {
                                completion.charge(charge);
                                completion.begin(hub.supply(completion, wish));
                                return submitted(order.stream(), state);
                            });
                });
    }

    /** The same request came before, perhaps just now, so that its stream is not subscribed to yet: whoever is first does it. */
    private Future<Submitted> again(SessionId session, TabId tab, StreamId stream) {
        Future<SessionState> state =
                roster.find(stream) != null ? sessions.subscribe(session, tab, stream) : sessions.find(session);
        return state.map(now -> submitted(stream, now));
    }

    private Submitted submitted(StreamId stream, SessionState state) {
        return Submitted.of(stream, state, roster.find(stream));
    }

    /** Another session, or another tab, reads the answer, too. */
    public Future<Submitted> subscribe(SessionState session, TabId tab, Completion completion) {
        StreamId stream = completion.log().id();
        completion.interest().sessions().add(session.id());
        return sessions.subscribe(session.id(), tab, stream).map(state -> {
            Roster.on(completion, c -> c.interest().reconsider());
            // Its retention may have ended meanwhile, and nobody would tell this subscription later.
            if (roster.find(stream) == null)
                sessions.retire(session.id(), stream, completion.log().tail());
            return submitted(stream, state);
        });
    }
}
