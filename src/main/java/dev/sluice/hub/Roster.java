package dev.sluice.hub;

import dev.sluice.log.Logs;
import dev.sluice.log.StreamLog;
import dev.sluice.model.SessionId;
import dev.sluice.model.SessionState;
import dev.sluice.model.SessionStore;
import dev.sluice.model.StreamId;
import dev.sluice.model.Subscription;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Which answers this node has: those that run, and those that ended and can still be read. A crossing: its maps may be used from any
 * thread; what is in them is only ever called on its own loop.
 */
final class Roster {
    private final Logs logs;
    private final SessionStore sessions;
    private final Consumer<StreamId> dropped;
    private final Map<StreamId, Completion> completions = new ConcurrentHashMap<>();
    /** Calls that several answers share, while they run. */
    private final Map<StreamId, Completion> sources = new ConcurrentHashMap<>();

    private final Set<Completion> running = ConcurrentHashMap.newKeySet();
    private final Set<JsonExchange> exchanges = ConcurrentHashMap.newKeySet();

    /** @param dropped told of each log of a session's answer that this node lets go of */
    Roster(Logs logs, SessionStore sessions, Consumer<StreamId> dropped) {
        this.logs = logs;
        this.sessions = sessions;
        this.dropped = dropped;
    }

    void enter(Completion completion) {
        (completion.order().shared() ? sources : completions)
                .put(completion.log().id(), completion);
        running.add(completion);
    }

    void enter(JsonExchange exchange) {
        exchanges.add(exchange);
    }

    /** As if it had never been. Idempotent. */
    void discard(Completion completion) {
        running.remove(completion);
        completions.remove(completion.log().id());
        sources.remove(completion.log().id());
        logs.drop(completion.log());
        if (completion.share() != null) dropped.accept(completion.log().id());
    }

    /** It has ended; whoever may come back for it can still read it for a while. */
    void ended(Completion completion, long nowMillis) {
        running.remove(completion);
        if (completion.order().direct() || completion.order().shared()) discard(completion);
        else logs.sealed(completion.log(), nowMillis);
    }

    void ended(JsonExchange exchange) {
        exchanges.remove(exchange);
    }

    /** Null where this node has no such answer, or none any more. */
    Completion find(StreamId stream) {
        return completions.get(stream);
    }

    /** The call behind several answers; null where it does not run here. */
    Completion source(StreamId stream) {
        return sources.get(stream);
    }

    int running() {
        return running.size() + exchanges.size();
    }

    /**
     * Tabs of the session came or went.
     *
     * @param state null where the session is gone
     */
    void changed(SessionId session, SessionState state) {
        if (state == null) {
            for (Completion c : running)
                if (c.readBy(session)) on(c, each -> each.interest().remove(session));
            return;
        }
        for (Subscription s : state.subscriptions()) {
            Completion completion = completions.get(s.stream());
            if (completion != null && running.contains(completion))
                on(completion, c -> c.interest().reconsider());
        }
    }

    /** Drops what is over its retention, and tells the sessions that read it. */
    void sweep(long nowMillis) {
        for (StreamLog log : logs.sweep(nowMillis)) {
            Completion gone = completions.remove(log.id());
            if (gone == null) continue;
            dropped.accept(log.id());
            for (SessionId session : gone.interest().sessions()) sessions.retire(session, log.id(), log.tail());
        }
    }

    /** Ends all that still runs; whoever waits is told. */
    void cancelAll() {
        for (Completion completion : running) on(completion, Completion::cancel);
        for (JsonExchange exchange : exchanges) exchange.lane().context().runOnContext(v -> exchange.stop());
    }

    static void on(Completion completion, Consumer<Completion> action) {
        completion.lane().context().runOnContext(v -> action.accept(completion));
    }
}
