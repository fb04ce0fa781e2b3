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
                            .here(known(completion, session))
                            .onFailure(refused -> charge.settle(Usage.NONE))
                            .map(state -> {
                                completion.charge(charge);
                                completion.begin(hub.supply(completion, wish));
                                return Submitted.of(order.stream(), state, hub.own(completion));
                            });
                });
    }

    /** A node that hears of the subscription must be able to find the answer: so the answer goes first. */
    private Future<SessionState> known(Completion completion, SessionState session) {
        Order order = completion.order();
        return hub.elsewhere()
                .opened(hub.own(completion))
                .compose(v -> sessions.subscribe(session.id(), order.tab(), order.stream()));
    }

    /** The same request came before, perhaps just now, so that its stream is not subscribed to yet: whoever is first does it. */
    private Future<Submitted> again(SessionId session, TabId tab, StreamId stream) {
        return hub.find(stream)
                .compose(answer -> (answer == null ? sessions.find(session) : sessions.subscribe(session, tab, stream))
                        .map(now -> Submitted.of(stream, now, answer)));
    }

    /** Another session, or another tab, reads the answer, too. */
    public Future<Submitted> subscribe(SessionState session, TabId tab, Answer answer) {
        StreamId stream = answer.log().id();
        answer.joined(session.id());
        return sessions.subscribe(session.id(), tab, stream).map(state -> {
            answer.joined(session.id());
            boolean gone = answer.gone();
            // Its retention may have ended meanwhile, and nobody would tell this subscription later.
            if (gone) sessions.retire(session.id(), stream, answer.log().tail());
            return Submitted.of(stream, state, gone ? null : answer);
        });
    }
}
