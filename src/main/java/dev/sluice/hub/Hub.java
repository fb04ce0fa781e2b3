package dev.sluice.hub;

import dev.sluice.admission.PermitQueue;
import dev.sluice.channel.Channels;
import dev.sluice.dialect.OpenAiRequest;
import dev.sluice.log.LogLimits;
import dev.sluice.log.Logs;
import dev.sluice.log.StreamLog;
import dev.sluice.model.Config;
import dev.sluice.model.Config.Route;
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

/**
 * Begins answers and requests, lets others join and leave them, finds and stops them. Safe from any thread where a method does not name
 * a loop; what it begins belongs to the lane that it was begun on.
 */
public final class Hub implements Channels.Presence {
    private final Config.Streams config;
    private final Map<String, PermitQueue> queues;
    private final Routes routes;
    private final LogLimits limits;
    private final Logs logs;
    private final Channels channels;
    private final SessionStore sessions;
    private final Shares shares;
    private final Transcript.Fold fold;
    private final HubObserver observer;
    private final Time time;
    private final Roster roster;

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
        this.queues = Map.copyOf(queues);
        this.routes = Routes.of(config);
        this.limits =
                new LogLimits(config.streams().maxEvents(), config.streams().maxBytes());
        this.shares = new Shares(config.sharing());
        this.logs = logs;
        this.channels = channels;
        this.sessions = sessions;
        this.fold = fold;
        this.observer = observer;
        this.time = time;
        this.roster = new Roster(logs, sessions);
    }

    public Routes routes() {
        return routes;
    }

    /**
     * Begins an answer whose only reader is the caller's connection. On the lane's loop. The caller follows its log and says
     * {@link #readerLeft} once. Fails with {@code model_not_found}.
     *
     * @param wish whether the caller wants to share an identical request's answer; null to go by the request
     */
    public Completion direct(Lane lane, Principal who, Provenance from, OpenAiRequest request, Boolean wish) {
        Route route = routes.find(request.model(), who.tier(), from.path());
        Completion completion = open(lane, new Order(StreamId.random(), who, from, null, request, route, true, false));
        completion.interest().readerCame();
        completion.begin(supply(completion, wish));
        return completion;
    }

    /** Begins a request that does not stream. On the lane's loop. Fails with {@code model_not_found}. */
    public Asked json(Lane lane, Principal who, Provenance from, OpenAiRequest request, Boolean wish) {
        Route route = routes.find(request.model(), who.tier(), from.path());
        String key = key(request, who, from, route, wish);
        if (key == null) {
            JsonExchange exchange = new JsonExchange(this, lane, request, route, who, from);
            exchange.begin();
            return exchange;
        }
        Asked asked = shares.json("json " + key, lane, () -> new JsonExchange(this, lane, request, route, who, from));
        if (asked.kind() != Supply.Kind.OWN) observer.shared(route.model(), asked.kind());
        return asked;
    }

    /** A caller with less time than others would take the call away from them; and what one route answers another may not. */
    private String key(OpenAiRequest request, Principal who, Provenance from, Route route, Boolean wish) {
        String key = from.timeout() == null ? shares.key(request, who, wish) : null;
        return key == null ? null : routes.number(route) + " " + key;
    }

    private Supply supply(Completion completion, Boolean wish) {
        Lane lane = completion.lane();
        Order order = completion.order();
        String key = key(order.request(), order.who(), order.from(), order.route(), wish);
        if (key == null) return new UpstreamSupply(this, lane, order);
        Supply supply = shares.stream(
                key,
                lane,
                () -> open(lane, order.sharedBy(StreamId.random())),
                source -> new UpstreamSupply(this, lane, source.order()));
        if (supply.kind() != Supply.Kind.OWN) observer.shared(order.route().model(), supply.kind());
        return supply;
    }

    /**
     * Begins an answer for a session's tab.
     *
     * @param key    the idempotency key, or null; repeated, it yields the stream that is there
     * @param digest of the request, for the key
     * @param wish   as for {@link #direct}
     */
    public Future<Submitted> submit(
            Lane lane,
            SessionState session,
            Provenance from,
            TabId tab,
            OpenAiRequest request,
            String key,
            String digest,
            Boolean wish) {
        Principal who = session.principal();
        Route route = routes.find(request.model(), who.tier(), from.path());
        StreamId id = StreamId.random();
        Order order = new Order(id, who, from, tab, request, route, false, false);
        Completion completion = open(lane, order);
        Future<StreamId> bound =
                key == null ? Future.succeededFuture(id) : sessions.bindKey(session.id(), key, digest, id);
        return bound.compose(stream -> {
                    if (!stream.equals(id)) {
                        roster.discard(completion);
                        return again(session.id(), tab, stream);
                    }
                    completion.interest().sessions().add(session.id());
                    return sessions.subscribe(session.id(), tab, id)
                            .onFailure(refused -> {
                                // The same request may succeed once there is room, or the tab is open.
                                if (key != null) sessions.unbindKey(session.id(), key, id);
                            })
                            .map(state -> {
                                completion.begin(supply(completion, wish));
                                return submitted(id, state);
                            });
                })
                .onFailure(refused -> roster.discard(completion));
    }

    /** The same request came before, perhaps just now, so that its stream is not subscribed to yet: whoever is first does it. */
    private Future<Submitted> again(SessionId session, TabId tab, StreamId stream) {
        Future<SessionState> state =
                roster.find(stream) != null ? sessions.subscribe(session, tab, stream) : sessions.find(session);
        return state.map(now -> submitted(stream, now));
    }

    private Submitted submitted(StreamId stream, SessionState state) {
        Subscription s = state.subscription(stream);
        Completion completion = roster.find(stream);
        String status = completion == null ? "expired" : StreamStatus.of(completion.log());
        return new Submitted(
                stream, s == null ? 0 : s.ordinal(), status, completion == null ? null : completion.share());
    }

    private Completion open(Lane lane, Order order) {
        StreamLog log = order.direct() ? logs.openForOne(order.stream()) : logs.open(order.stream(), fold);
        String share = order.direct() ? null : SessionId.random().value();
        Completion completion = new Completion(this, lane, order, log, share);
        roster.enter(completion);
        return completion;
    }

    /** Null where this node has no such answer, or none any more. */
    public Completion find(StreamId stream) {
        return roster.find(stream);
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

    /** Somebody reads the answer alone, by its own URL. Each call is paired with {@link #readerLeft}. */
    public void readerCame(Completion completion) {
        Roster.on(completion, c -> c.interest().readerCame());
    }

    public void readerLeft(Completion completion) {
        Roster.on(completion, c -> c.interest().readerLeft());
    }

    /** Somebody asked for the text without staying. */
    public void touched(Completion completion) {
        Roster.on(completion, c -> c.interest().touched());
    }

    /** Its user said stop: nobody gets more of it. Idempotent. */
    public void stop(Completion completion) {
        Roster.on(completion, Completion::cancel);
    }

    @Override
    public void changed(SessionId session, SessionState state) {
        roster.changed(session, state);
    }

    /** Answers that have not ended, and requests that wait for one. */
    public int running() {
        return roster.running();
    }

    /** Drops the logs whose retention is over. About once a second, from one thread at a time. */
    public void sweep() {
        roster.sweep(time.millis());
    }

    /** Ends all that still runs, at shutdown; whoever waits is told. */
    public void cancelAll() {
        roster.cancelAll();
    }

    void began(JsonExchange exchange) {
        roster.enter(exchange);
    }

    void ended(JsonExchange exchange) {
        roster.ended(exchange);
    }

    void ended(Completion completion) {
        roster.ended(completion, time.millis());
    }

    Shares shares() {
        return shares;
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

    long graceMillis() {
        return config.disconnectGrace().toMillis();
    }

    long nanos() {
        return time.nanos();
    }
}
