package dev.sluice.hub;

import dev.sluice.admission.PermitQueue;
import dev.sluice.admission.PermitQueue.Outcome;
import dev.sluice.dialect.ChatRequest;
import dev.sluice.dialect.Speech;
import dev.sluice.hub.Routes.Leg;
import dev.sluice.model.Failure;
import dev.sluice.model.Failure.Kind;
import dev.sluice.model.FailureException;
import dev.sluice.model.Principal;
import dev.sluice.model.Provenance;
import dev.sluice.upstream.CallTrail;
import dev.sluice.upstream.Upstream;
import dev.sluice.upstream.UpstreamRequest;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * One request's way over its route: a permit of the first upstream, and where that one fails in a way that is not the request's fault,
 * a permit of the next. Owns the seat it has now. Belongs to the lane's loop.
 *
 * <p>An upstream that speaks the caller's dialect gets the request as it came, and its answer passes as it comes; any other gets it
 * translated, and is passed over where that cannot be done.
 *
 * <p>Where all fail, the first failure is the caller's: it tells of the provider that was asked for, in its own words and with its
 * Retry-After.
 */
final class Passage {
    /** Whose way it is. */
    interface Traveller {
        /** A permit is there: {@link Passage#upstream} may be called. Once for each upstream that is tried, at most. */
        void granted();

        /** None is left. */
        void stranded(FailureException cause);
    }

    private final Hub hub;
    private final Lane lane;
    private final Principal who;
    private final Provenance from;
    private final PlannedRoute route;
    private final List<Leg> legs;
    private final Traveller traveller;
    private final long beganNanos;
    private int at;
    private Seat seat;
    private FailureException first;
    private long takenNanos;
    private long queueNanos = -1;
    private long grantedNanos = -1;
    private FailureException unsaid;
    private boolean closed;

    Passage(Hub hub, Lane lane, Principal who, Provenance from, PlannedRoute route, Traveller traveller) {
        this.hub = hub;
        this.lane = lane;
        this.who = who;
        this.from = from;
        this.route = route;
        this.legs = route.legs();
        this.traveller = traveller;
        this.beganNanos = hub.nanos();
        this.seat = seat();
    }

    String upstreamName() {
        return leg().upstream();
    }

    /**
     * What it took so far.
     *
     * @param firstTokenNanos since the permit; -1 where none came
     */
    Way way(CallTrail call, long firstTokenNanos) {
        long asked = grantedNanos < 0 ? -1 : hub.nanos() - grantedNanos;
        String dialect = route.provider(leg()).state().config().dialect();
        return new Way(leg().upstream(), dialect, queueNanos, call, firstTokenNanos, asked);
    }

    /** Queues at the first upstream. */
    void begin() {
        take();
    }

    /** The upstream whose permit is held. */
    Upstream upstream() {
        return lane.upstream(route.provider(leg()).state());
    }

    /** The model's name there. */
    String model(String asked) {
        return leg().as() == null ? asked : leg().as();
    }

    /**
     * A request for the upstream whose permit is held, with what is left of the caller's time.
     *
     * @throws FailureException INVALID where its dialect cannot say what was asked
     */
    UpstreamRequest request(ChatRequest asked, boolean stream, Set<String> without) {
        Speech speech = upstream().speech();
        String model = model(asked.model());
        boolean passes = asked.dialect() == speech.dialect();
        Buffer body = passes
                ? asked.forUpstream(model, stream, without)
                : speech.request(asked.chat(), model, stream, without);
        MultiMap fields = passes ? HttpHeaders.headers().addAll(asked.fields()) : null;
        Duration limit = from.timeout() == null ? null : left();
        return new UpstreamRequest(speech.path(model, stream), fields, body, model, from, limit, passes);
    }

    /** The upstream failed before its first content: goes on to the next one, or says that none is left. */
    void failed(FailureException cause) {
        if (closed) return;
        if (first == null) first = cause;
        if (another() && elsewhere(cause.failure())) goOn(cause);
        else traveller.stranded(first);
    }

    /**
     * The upstream whose permit is held cannot be told what was asked, and is passed over as if it were not on the route. Where that
     * holds for all that are left, the caller hears of a failure rather than of this.
     */
    void unsayable(FailureException why) {
        if (closed) return;
        if (unsaid == null) unsaid = why;
        if (another()) goOn(why);
        else traveller.stranded(first != null ? first : unsaid);
    }

    private void goOn(FailureException cause) {
        seat.close(outcome(cause.failure()));
        String left = leg().upstream();
        at++;
        hub.observer()
                .fellBack(route.model(), left, leg().upstream(), cause.failure().code());
        seat = seat();
        take();
    }

    /** 1 is next; 0 when not waiting. */
    int position() {
        return seat.position();
    }

    long etaMillis() {
        return seat.etaMillis();
    }

    /**
     * Gives back what is held. Idempotent.
     *
     * @param firstToken as for {@link Seat#close}
     */
    void close(Outcome outcome, Duration firstToken) {
        closed = true;
        seat.close(outcome, firstToken);
    }

    private Leg leg() {
        return legs.get(at);
    }

    private Seat seat() {
        return new Seat(lane, this::granted, this::refused);
    }

    private void granted() {
        grantedNanos = hub.nanos();
        long waited = grantedNanos - takenNanos;
        queueNanos = Math.max(0, queueNanos) + waited;
        hub.observer().admitted(leg().upstream(), who.tier(), waited);
        traveller.granted();
    }

    private void refused(Failure refusal) {
        queueNanos = Math.max(0, queueNanos) + hub.nanos() - takenNanos;
        hub.observer().shed(leg().upstream(), who.tier(), refusal.code());
        failed(refusal.exception());
    }

    private void take() {
        takenNanos = hub.nanos();
        grantedNanos = -1;
        PermitQueue queue = route.provider(leg()).permits();
        if (from.background()) seat.takeSpare(queue);
        else seat.take(queue, patience(), who);
    }

    /** The lower of what the caller says of its waiting and of the whole; null where it says neither. */
    private Duration patience() {
        if (from.timeout() == null) return from.maxWait();
        Duration left = left();
        return from.maxWait() == null || from.maxWait().compareTo(left) > 0 ? left : from.maxWait();
    }

    private Duration left() {
        Duration left = from.timeout().minusNanos(hub.nanos() - beganNanos);
        return left.compareTo(Duration.ofMillis(1)) < 0 ? Duration.ofMillis(1) : left;
    }

    /** Whether there is an upstream left, and time to ask it. */
    private boolean another() {
        boolean inTime = from.timeout() == null
                || hub.nanos() - beganNanos < from.timeout().toNanos();
        return inTime && at + 1 < legs.size();
    }

    /** What a failure says about the load of the upstream: most faults say nothing. */
    static Outcome outcome(Failure failure) {
        return switch (failure.kind()) {
            case OVERLOADED, RATE_LIMITED, UPSTREAM_TIMEOUT -> Outcome.DROPPED;
            default -> Outcome.IGNORED;
        };
    }

    /** The upstream's fault, or its shortage; a model that it does not have another one may have. */
    private static boolean elsewhere(Failure failure) {
        Kind kind = failure.kind();
        return switch (kind) {
            case UPSTREAM, UPSTREAM_TIMEOUT, OVERLOADED, RATE_LIMITED, NOT_FOUND -> true;
            default -> false;
        };
    }
}
