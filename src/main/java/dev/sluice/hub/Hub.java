package dev.sluice.hub;

import dev.sluice.admission.PermitQueue;
import dev.sluice.channel.Channels;
import dev.sluice.dialect.OpenAiRequest;
import dev.sluice.log.LogLimits;
import dev.sluice.log.Logs;
import dev.sluice.log.StreamLog;
import dev.sluice.model.Config;
import dev.sluice.model.Config.Route;
import dev.sluice.model.Config.UpstreamConfig;
import dev.sluice.model.Principal;
import dev.sluice.model.Provenance;
import dev.sluice.model.SessionId;
import dev.sluice.model.SessionState;
import dev.sluice.model.SessionStore;
import dev.sluice.model.StreamId;
import dev.sluice.model.Subscription;
import dev.sluice.model.TabId;
import dev.sluice.model.Time;
import dev.sluice.model.Transcript;
import io.vertx.core.Future;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * All answers that this node owns: begins them, finds them, ends them. A crossing: its maps may be used from any thread; what is in
 * them is only ever called on its own loop.
 */
public final class Hub implements Channels.Presence {
    private final Config.Streams config;
    private final Map<String, UpstreamConfig> upstreams;
    private final Map<String, PermitQueue> queues;
    private final Routes routes;
    private final LogLimits limits;
    private final Logs logs;
    private final Channels channels;
    private final SessionStore sessions;
    private final Transcript.Fold fold;
    private final HubObserver observer;
    private final Time time;
    private final Map<StreamId, Completion> completions = new ConcurrentHashMap<>();
    private final Set<Completion> running = ConcurrentHashMap.newKeySet();
    private final Set<JsonExchange> exchanges = ConcurrentHashMap.newKeySet();

    public Hub(
            Config config,
            Map<String, PermitQueue> queues,
            Logs logs,
            Channels channels,
            SessionStore sessions,
            Transcript.Fold fold,
            HubObserver observer,
            Time time) {
        this.config = config.streams();
        this.upstreams = config.upstreams();
        this.queues = Map.copyOf(queues);
        this.routes = Routes.of(config);
        this.limits =
                new LogLimits(config.streams().maxEvents(), config.streams().maxBytes());
        this.logs = logs;
        this.channels = channels;
        this.sessions = sessions;
        this.fold = fold;
        this.observer = observer;
        this.time = time;
    }

    public Routes routes() {
        return routes;
    }

    /**
     * Begins an answer whose only reader is the caller's connection. On the lane's loop. The caller follows its log and says
     * {@link #readerLeft} once. Fails with {@code model_not_found}.
     */
    public Completion direct(Lane lane, Principal who, Provenance from, OpenAiRequest request) {
        Route route = routes.find(request.model(), who.tier(), from.path());
        Completion completion = open(lane, new Order(StreamId.random(), who, from, null, request, route, true));
        completion.interest().readerCame();
        completion.begin();
        return completion;
    }

    /** Begins a request that does not stream. On the lane's loop. Fails with {@code model_not_found}. */
    public JsonExchange json(Lane lane, Principal who, Provenance from, OpenAiRequest request) {
        Route route = routes.find(request.model(), who.tier(), from.path());
        JsonExchange exchange = new JsonExchange(this, lane, request, route, who, from);
        exchange.begin();
        return exchange;
    }

    /**
     * Begins an answer for a session's tab.
     *
     * @param key    the idempotency key, or null; repeated, it yields the stream that is there
     * @param digest of the request, for the key
     */
    public Future<Submitted> submit(
            Lane lane,
            SessionState session,
            Provenance from,
            TabId tab,
            OpenAiRequest request,
            String key,
            String digest) {
        Principal who = session.principal();
        Route route = routes.find(request.model(), who.tier(), from.path());
        StreamId id = StreamId.random();
        Order order = new Order(id, who, from, tab, request, route, false);
        Completion completion = open(lane, order);
        Future<StreamId> bound =
                key == null ? Future.succeededFuture(id) : sessions.bindKey(session.id(), key, digest, id);
        return bound.compose(stream -> {
                    if (!stream.equals(id)) {
                        discard(completion);
                        return sessions.find(session.id()).map(state -> submitted(stream, state));
                    }
                    completion.interest().sessions().add(session.id());
                    return sessions.subscribe(session.id(), tab, id).map(state -> {
                        completion.begin();
                        return submitted(id, state);
                    });
                })
                .onFailure(refused -> discard(completion));
    }

    private Submitted submitted(StreamId stream, SessionState state) {
        Subscription s = state.subscription(stream);
        Completion completion = completions.get(stream);
        String status = completion == null ? "expired" : StreamStatus.of(completion.log());
        return new Submitted(
                stream, s == null ? 0 : s.ordinal(), status, completion == null ? null : completion.share());
    }

    private Completion open(Lane lane, Order order) {
        StreamLog log = logs.open(order.stream(), fold);
        Completion completion =
                new Completion(this, lane, order, log, SessionId.random().value());
        completions.put(order.stream(), completion);
        running.add(completion);
        return completion;
    }

    private void discard(Completion completion) {
        running.remove(completion);
        completions.remove(completion.log().id());
        logs.drop(completion.log());
    }

    /** Null where this node has no such answer, or none any more. */
    public Completion find(StreamId stream) {
        return completions.get(stream);
    }

    /** Another session, or another tab, reads the answer, too. */
    public Future<Submitted> subscribe(SessionState session, TabId tab, Completion completion) {
        StreamId stream = completion.log().id();
        completion.interest().sessions().add(session.id());
        return sessions.subscribe(session.id(), tab, stream).map(state -> {
            on(completion, c -> c.interest().reconsider());
            return submitted(stream, state);
        });
    }

    /** Somebody reads the answer alone, by its own URL. Each call is paired with {@link #readerLeft}. */
    public void readerCame(Completion completion) {
        on(completion, c -> c.interest().readerCame());
    }

    public void readerLeft(Completion completion) {
        on(completion, c -> c.interest().readerLeft());
    }

    /** Somebody asked for the text without staying. */
    public void touched(Completion completion) {
        on(completion, c -> c.interest().touched());
    }

    /** Its user said stop: nobody gets more of it. Idempotent. */
    public void stop(Completion completion) {
        on(completion, Completion::cancel);
    }

    @Override
    public void changed(SessionId session, SessionState state) {
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

    /** Answers that have not ended, and requests that wait for one. */
    public int running() {
        return running.size() + exchanges.size();
    }

    /** Drops the logs whose retention is over. About once a second, from one thread at a time. */
    public void sweep() {
        for (StreamLog log : logs.sweep(time.millis())) {
            Completion gone = completions.remove(log.id());
            if (gone == null) continue;
            for (SessionId session : gone.interest().sessions()) sessions.retire(session, log.id(), log.tail());
        }
    }

    /** Ends all that still runs, at shutdown. */
    public void cancelAll() {
        for (Completion completion : running) on(completion, Completion::cancel);
        for (JsonExchange exchange : exchanges) exchange.lane().context().runOnContext(v -> exchange.cancel());
    }

    private static void on(Completion completion, Consumer<Completion> action) {
        completion.lane().context().runOnContext(v -> action.accept(completion));
    }

    void began(JsonExchange exchange) {
        exchanges.add(exchange);
    }

    void ended(JsonExchange exchange) {
        exchanges.remove(exchange);
    }

    void ended(Completion completion, boolean direct) {
        running.remove(completion);
        if (direct) discard(completion);
        else logs.sealed(completion.log(), time.millis());
    }

    Channels channels() {
        return channels;
    }

    LogLimits limits() {
        return limits;
    }

    HubObserver observer() {
        return observer;
    }

    PermitQueue queue(String upstream) {
        return queues.get(upstream);
    }

    UpstreamConfig upstream(String name) {
        return upstreams.get(name);
    }

    long graceMillis() {
        return config.disconnectGrace().toMillis();
    }

    long nanos() {
        return time.nanos();
    }
}
