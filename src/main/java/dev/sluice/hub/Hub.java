package dev.sluice.hub;

import dev.sluice.admission.PermitQueue;
import dev.sluice.channel.Channels;
import dev.sluice.dialect.ChatRequest;
import dev.sluice.log.LogLimits;
import dev.sluice.log.Logs;
import dev.sluice.log.StreamLog;
import dev.sluice.model.AnswerStore;
import dev.sluice.model.Config;
import dev.sluice.model.FailureException;
import dev.sluice.model.Principal;
import dev.sluice.model.Provenance;
import dev.sluice.model.SessionId;
import dev.sluice.model.SessionState;
import dev.sluice.model.SessionStore;
import dev.sluice.model.StreamId;
import dev.sluice.model.Time;
import dev.sluice.model.Transcript;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;

/**
 * Begins answers and requests, lets others join and leave them, finds and stops them. Safe from any thread where a method does not name
 * a loop; what it begins belongs to the lane that it was begun on.
 */
public final class Hub implements Channels.Presence {
    private final Config.Streams config;
    private final Supplier<Plan> plans;
    private final LogLimits limits;
    private final Logs logs;
    private final Channels channels;
    private final Shares shares;
    private final Transcript.Fold fold;
    private final HubObserver observer;
    private final Time time;
    private final Roster roster;
    private final Ledger ledger;
    private final Submissions submissions;
    private Elsewhere elsewhere = Elsewhere.NOWHERE;

    /** @param plans what the node goes by now: a reload puts another in its place */
    public Hub(
            Config config,
            Supplier<Plan> plans,
            Logs logs,
            Channels channels,
            SessionStore sessions,
            Transcript.Fold fold,
            HubObserver observer,
            Time time) {
        this.config = config.streams();
        this.plans = plans;
        this.limits =
                new LogLimits(config.streams().maxEvents(), config.streams().maxBytes());
        this.shares = new Shares(config.sharing());
        this.logs = logs;
        this.channels = channels;
        this.fold = fold;
        this.observer = observer;
        this.time = time;
        this.roster = new Roster(logs, sessions, stream -> elsewhere.dropped(stream));
        this.ledger = new Ledger(time::millis);
        this.submissions = new Submissions(this, roster, sessions);
    }

    /** The other nodes, and what is known together with them of shared answers. To be said before the first request comes. */
    public void elsewhere(Elsewhere others, AnswerStore answers) {
        elsewhere = others;
        shares.others(answers);
    }

    /** What sessions ask for. */
    public Submissions submissions() {
        return submissions;
    }

    /** What the node goes by now. */
    Plan plan() {
        return plans.get();
    }

    /** Which upstreams answer for which requests now. Any thread. */
    public Routes routes() {
        return plan().routes();
    }

    /** What callers may use, and have used. */
    public Quotas quotas() {
        return plan().quotas();
    }

    /** What was used, added up. Any thread. */
    public Ledger ledger() {
        return ledger;
    }

    /**
     * Begins an answer whose only reader is the caller's connection. On the lane's loop. The caller follows its log and says
     * {@link #readerLeft} once. Completes on the lane's loop, at once where no other node has to be asked. Fails as
     * {@link Routes#find(ChatRequest, Principal, Provenance)} does.
     *
     * @param wish whether the caller wants to share an identical request's answer; null to go by the request
     */
    public Future<Completion> direct(Lane lane, Principal who, Provenance from, ChatRequest request, Boolean wish) {
        return route(who, from, request)
                .compose(route -> Charge.reserve(this, lane, who, route, request)
                        .map(charge -> {
                            Order order = new Order(StreamId.random(), who, from, null, request, route, true, false);
                            Completion completion = open(lane, order);
                            completion.charge(charge);
                            completion.interest().readerCame();
                            completion.begin(supply(completion, wish));
                            return completion;
                        }));
    }

    /** Begins a request that does not stream. On the lane's loop, where it completes, too. Fails likewise. */
    public Future<Asked> json(Lane lane, Principal who, Provenance from, ChatRequest request, Boolean wish) {
        return route(who, from, request)
                .compose(route -> Charge.reserve(this, lane, who, route, request)
                        .map(charge -> json(lane, who, from, request, route, wish, charge)));
    }

    private Asked json(
            Lane lane,
            Principal who,
            Provenance from,
            ChatRequest request,
            PlannedRoute route,
            Boolean wish,
            Charge charge) {
        String key = shares.key(request, who, from, route.name(), wish);
        if (key == null) {
            JsonExchange exchange = new JsonExchange(this, lane, request, route, who, from, charge);
            exchange.begin();
            return exchange;
        }
        return shares.json(
                "json " + key,
                lane,
                charge,
                new Sharer(this, who, from, route, nanos()),
                () -> new JsonExchange(this, lane, request, route, who, from, null));
    }

    private Future<PlannedRoute> route(Principal who, Provenance from, ChatRequest request) {
        try {
            return Future.succeededFuture(plan().route(request, who, from));
        } catch (FailureException unknown) {
            return Future.failedFuture(unknown);
        }
    }

    /** Where the answer is to come from, by what may be shared. On the lane's loop. */
    Supply supply(Completion completion, Boolean wish) {
        Lane lane = completion.lane();
        Order order = completion.order();
        String key = shares.key(
                order.request(), order.who(), order.from(), order.route().name(), wish);
        if (key == null) return new UpstreamSupply(this, lane, order);
        return shares.stream(
                this,
                key,
                lane,
                () -> open(lane, order.sharedBy(StreamId.random())),
                source -> new UpstreamSupply(this, lane, source.order()));
    }

    Completion open(Lane lane, Order order) {
        StreamLog log = order.folds() ? logs.open(order.stream(), fold) : logs.openUnfolded(order.stream());
        String share = order.direct() ? null : SessionId.random().value();
        Completion completion = new Completion(this, lane, order, log, share);
        roster.enter(completion);
        return completion;
    }

    /**
     * The answer, on whichever node it is made; null where there is none, or none any more. Complete at once where it is made here.
     * Fails where other nodes would have to be asked, and cannot be.
     */
    public Future<Answer> find(StreamId stream) {
        Completion own = roster.find(stream);
        return own == null ? elsewhere.find(stream) : Future.succeededFuture(own(own));
    }

    /** The call that other answers share, here or elsewhere; null where there is none. Likewise. */
    Future<Answer> source(StreamId stream) {
        Completion own = roster.source(stream);
        return own == null ? elsewhere.source(stream) : Future.succeededFuture(own(own));
    }

    OwnAnswer own(Completion completion) {
        return new OwnAnswer(roster, completion);
    }

    Elsewhere elsewhere() {
        return elsewhere;
    }

    /** The reader of a {@link #direct} answer is gone. */
    public void readerLeft(Completion completion) {
        Roster.on(completion, c -> c.interest().readerLeft());
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

    /** The upstreams of now. */
    public Collection<Provider> providers() {
        return plan().providers().values();
    }

    List<PermitQueue> queues() {
        return providers().stream().map(Provider::permits).toList();
    }

    long graceMillis() {
        return config.disconnectGrace().toMillis();
    }

    long nanos() {
        return time.nanos();
    }
}
