package dev.sluice.hub.feed;

import dev.sluice.admission.PermitQueue;
import dev.sluice.admission.PermitQueue.Outcome;
import dev.sluice.admission.PermitQueue.Permit;
import dev.sluice.admission.PermitQueue.Ticket;
import dev.sluice.model.Failure;
import dev.sluice.model.FeedConfig;
import dev.sluice.model.Principal;
import dev.sluice.model.Tier;
import dev.sluice.upstream.SourceCall;
import dev.sluice.upstream.SourceHandler;
import dev.sluice.upstream.SourceRequest;
import java.net.URI;
import java.util.Locale;
import java.util.Set;

/**
 * The one upstream connection of a feed: open while somebody wants it and a linger longer, opened again whenever it breaks.
 *
 * <pre>
 *   IDLE ──wanted──> QUEUED ──permit──> CONNECTING ──200──> OPEN
 *    ^                 ^  └─ health, after a failure ─ PROBING ─┘   │
 *    │ linger over     └───────────── WAITING &lt;──any end────────────┘      204: STOPPED
 * </pre>
 *
 * A permit is held from QUEUED's end to the connection's. STOPPED stays until the last reader has left and another comes. A linger
 * runs beside any state; when it is over, the source is IDLE and holds nothing.
 *
 * <p>Belongs to its feed's loop, but for {@link #granted} and {@link #shed}, which hop there.
 */
final class FeedSource implements SourceHandler, PermitQueue.Waiter {
    /** Where events go. */
    interface Sink {
        void event(String event, String id, String data);

        /** Whether the feed holds an event with this id already. */
        boolean holds(String id);

        /** Events are missing from here on. */
        void missed();
    }

    /** Makes the source that fills a feed. */
    interface Maker {
        FeedSource make(Sink sink);
    }

    enum State {
        IDLE,
        QUEUED,
        PROBING,
        CONNECTING,
        OPEN,
        WAITING,
        STOPPED
    }

    private static final Principal HOUSE = new Principal("feeds", "sluice", Tier.ENTERPRISE, Set.of());
    private static final long NONE = -1;

    private final String name;
    private final FeedConfig.Source config;
    private final URI url;
    private final PermitQueue permits;
    private final FeedOutside outside;
    private final Sink sink;
    private final FeedObserver observer;
    private final FeedBackoff backoff;
    private State state = State.IDLE;
    private Ticket ticket;
    private Permit permit;
    private SourceCall call;
    private int attempt;
    private long timer = NONE;
    private long linger = NONE;
    private final FeedResume resume;

    /** @param permits null where none is needed */
    FeedSource(
            String name,
            FeedConfig.Source config,
            URI url,
            PermitQueue permits,
            FeedOutside outside,
            Sink sink,
            FeedObserver observer) {
        this.name = name;
        this.config = config;
        this.url = url;
        this.permits = permits;
        this.outside = outside;
        this.sink = sink;
        this.observer = observer;
        this.backoff = new FeedBackoff(config.retryMin(), config.retryMax(), outside.jitter());
        this.resume = new FeedResume(config.resume());
    }

    State state() {
        return state;
    }

    /** Somebody reads the feed, or nobody does any more. Idempotent. */
    void wanted(boolean yes) {
        if (yes) {
            if (linger != NONE) outside.cancel(linger);
            linger = NONE;
            if (state == State.IDLE) begin();
        } else if (state != State.IDLE && linger == NONE) {
            linger = outside.once(Math.max(1, config.linger().toMillis()), () -> {
                linger = NONE;
                close();
            });
        }
    }

    /** What the source sent before is of no interest to anybody now: it shall not go on where it stopped. */
    void forget() {
        resume.forget();
    }

    /**
     * It shall go on where another node stopped.
     *
     * @param id   the last one that the source sent, or null
     * @param some whether anything came
     */
    void goOnBehind(String id, boolean some) {
        resume.behind(id, some);
    }

    /** Lets go of everything; a reader that comes later begins anew. Idempotent. */
    void close() {
        if (linger != NONE) outside.cancel(linger);
        linger = NONE;
        release(Outcome.IGNORED);
        enter(State.IDLE);
    }

    private void begin() {
        enter(State.QUEUED);
        if (permits == null) admitted();
        else ticket = permits.acquire(HOUSE, this);
    }

    @Override
    public void granted(Permit next) {
        outside.later(() -> {
            if (state != State.QUEUED || permit != null) {
                next.release(Outcome.IGNORED);
                return;
            }
            permit = next;
            admitted();
        });
    }

    @Override
    public void shed(Failure failure) {
        outside.later(() -> {
            if (state == State.QUEUED && permit == null)
                closed(new End(failure.code(), failure.message(), failure.retryAfter()));
        });
    }

    private void admitted() {
        if (config.health() == null || backoff.failures() == 0) {
            connect();
            return;
        }
        enter(State.PROBING);
        int mine = ++attempt;
        outside.probe(config.health(), config.headers(), config.connect(), good -> {
            if (mine != attempt || state != State.PROBING) return;
            if (good) connect();
            else closed(new End("unhealthy", "the health check of the source failed", null));
        });
    }

    private void connect() {
        enter(State.CONNECTING);
        attempt++;
        call = outside.open(
                new SourceRequest(
                        url, config.headers(), config.format(), resume.begin(), config.connect(), config.idle()),
                this);
    }

    @Override
    public void opened(String lastEventId) {
        enter(State.OPEN);
        if (resume.opened(lastEventId)) sink.missed();
    }

    @Override
    public void event(String event, String id, String data) {
        backoff.succeeded();
        if (resume.repeated(id, sink)) observer.repeated(name);
        else sink.event(event, id, data);
    }

    @Override
    public void retry(long millis) {
        backoff.asked(millis);
    }

    @Override
    public void closed(End end) {
        observer.sourceEnded(name, end.code(), end.message());
        release(end.code().equals("ended") || end.stopped() ? Outcome.SUCCESS : Outcome.DROPPED);
        if (end.stopped()) {
            enter(State.STOPPED);
            return;
        }
        enter(State.WAITING);
        timer = outside.once(backoff.next(end.retryAfter()), () -> {
            timer = NONE;
            begin();
        });
    }

    private void release(Outcome outcome) {
        attempt++;
        if (timer != NONE) outside.cancel(timer);
        timer = NONE;
        if (ticket != null) ticket.leave();
        ticket = null;
        if (call != null) call.cancel();
        call = null;
        if (permit != null) permit.release(outcome);
        permit = null;
    }

    private void enter(State next) {
        if (state == next) return;
        State before = state;
        state = next;
        observer.source(name, word(before), word(next));
    }

    /** The state as metrics and JSON call it. */
    static String word(State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }
}
