package dev.sluice.hub;

import dev.sluice.admission.PermitQueue.Outcome;
import dev.sluice.dialect.ScannedChunk;
import dev.sluice.hub.AnswerMeter.End;
import dev.sluice.log.StreamLog;
import dev.sluice.model.Failure;
import dev.sluice.model.Failure.Kind;
import dev.sluice.model.FailureException;
import dev.sluice.model.Notice;
import dev.sluice.model.Principal;
import dev.sluice.model.SessionId;
import dev.sluice.model.StreamEvent;
import dev.sluice.model.StreamEvent.Done;
import dev.sluice.model.StreamEvent.Failed;
import dev.sluice.model.Usage;
import dev.sluice.upstream.StreamHandler;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.function.Consumer;

/**
 * One AI answer from request to end: waits for its permit, opens the upstream stream, appends what comes to the log.
 *
 * <p>Belongs to its lane's loop. {@link #finish} is the one way to end, reached by end, error, stop, abandonment, time and
 * shutdown alike, once; it alone gives the permit back, ends the upstream call, seals the log and tells the observer.
 */
public final class Completion implements StreamHandler {
    private final Hub hub;
    private final Lane lane;
    private final Order order;
    private final StreamLog log;
    private final Interest interest;
    private final String share;
    private final long beganNanos;
    private final long maxBytes;
    private final AnswerMeter meter;
    private Usage used = Usage.NONE;
    /** Null where several answers share this one, and each has its own. */
    private Charge charge;

    private MultiMap headers = HttpHeaders.headers();
    private String finishReason;
    private long firstContentNanos = -1;
    private int notices;
    private boolean finished;
    private Supply supply;
    private Consumer<Done> whenOver;
    private boolean toldShared;
    private volatile FailureException failure;
    private volatile Supply.Kind origin = Supply.Kind.OWN;

    Completion(Hub hub, Lane lane, Order order, StreamLog log, String share) {
        this.hub = hub;
        this.lane = lane;
        this.order = order;
        this.log = log;
        this.share = share;
        this.interest =
                new Interest(this, lane, hub.channels(), order.direct() || order.shared() ? 0 : hub.graceMillis());
        this.beganNanos = hub.nanos();
        this.meter = new AnswerMeter(hub.quotas(), order.request());
        this.maxBytes = 4L * hub.limits().bytes();
    }

    /** Where its events go. Any thread. */
    public StreamLog log() {
        return log;
    }

    /** Whose request it is. Any thread. */
    public Principal owner() {
        return order.who();
    }

    /** Whoever holds this may read the answer; null where only the caller may. */
    public String share() {
        return share;
    }

    /** As the caller named it. Any thread. */
    public String model() {
        return order.request().model();
    }

    Order order() {
        return order;
    }

    /** Why it failed, or null. Any thread. */
    public FailureException failure() {
        return failure;
    }

    /** Who still wants it. */
    Interest interest() {
        return interest;
    }

    Lane lane() {
        return lane;
    }

    /** What its caller has reserved; settled when this ends. On the lane's loop, before {@link #begin}. */
    void charge(Charge reserved) {
        charge = reserved;
        if (finished) charge.settle(Usage.NONE);
    }

    /** On the lane's loop, once. */
    void begin(Supply from) {
        supply = from;
        if (!order.shared()) hub.observer().began(order.route().model());
        supply.begin(this);
        if (!order.direct()) {
            lane.waits(this);
            tellPlace();
        }
        interest.reconsider();
    }

    /**
     * Begins an answer that others follow.
     *
     * @param over told once: how it was completed, or null where it was not
     */
    void beginFor(Supply from, Consumer<Done> over) {
        whenOver = over;
        interest.readerCame();
        begin(from);
    }

    /** The place in the queue: 1 is next; 0 when not waiting. On the lane's loop. */
    public int position() {
        return supply.position();
    }

    /** When it is likely to start, in milliseconds, or -1. On the lane's loop. */
    public long etaMillis() {
        return supply.etaMillis();
    }

    /** What the provider's head said that is of use to a caller; empty until its first event. On the lane's loop. */
    public MultiMap headers() {
        return headers;
    }

    /** Of a call that answers share: whether this node makes it, or another one does or did, as far as is known. Any thread. */
    Supply.Kind origin() {
        return origin;
    }

    /** On the lane's loop. */
    void origin(Supply.Kind known) {
        origin = known;
    }

    /** Its own call, another's, or none, as far as is known: for sure once it has begun to answer. On the lane's loop. */
    public Supply.Kind kind() {
        return supply == null ? Supply.Kind.OWN : supply.kind();
    }

    void tellPlace() {
        int position = supply.position();
        Notice last = log.notice();
        if (position == 0 || last != null && last.position() == position) return;
        log.notice(new Notice(++notices, position, supply.etaMillis()));
    }

    @Override
    public void opened(MultiMap from) {
        headers = from;
        lane.admitted(this);
        tellShared();
        log.append(new StreamEvent.Start(model(), order.tab()));
    }

    @Override
    public void chunk(ScannedChunk scanned) {
        if (finished) return;
        meter.heard(scanned);
        if (scanned.finishReason() != null) finishReason = scanned.finishReason();
        if (scanned.content() && firstContentNanos < 0) {
            firstContentNanos = hub.nanos() - beganNanos;
            if (!order.shared()) hub.observer().firstContent(order.route().model(), firstContentNanos);
        }
        if (scanned.chunk() != null) log.append(scanned.chunk());
        if (log.totalBytes() > maxBytes && !order.direct())
            failed(Failure.of(Kind.UPSTREAM, "answer_too_large", "the answer outgrew " + maxBytes + " bytes")
                    .exception());
    }

    @Override
    public void ended() {
        if (finished) return;
        used = used(End.COMPLETE);
        String reason = finishReason == null ? "stop" : finishReason;
        finish(Outcome.SUCCESS, "ok", done(reason));
    }

    @Override
    public void failed(FailureException cause) {
        if (finished) return;
        failure = cause;
        used = used(End.FAILED);
        Failure f = cause.failure();
        finish(Passage.outcome(f), f.code(), new Failed(f.code(), f.message(), f.retryable()));
    }

    /** Nobody wants it any more, or its user said stop. On the lane's loop; idempotent. */
    void cancel() {
        if (finished) return;
        used = used(End.LEFT);
        finish(Outcome.IGNORED, "cancelled", done("cancelled"));
    }

    /** Stops the upstream from sending for as long as the one direct reader's socket is full. On the lane's loop. */
    public void pause() {
        supply.pause();
    }

    /** Lets it go on. On the lane's loop. */
    public void resume() {
        supply.resume();
    }

    private Done done(String reason) {
        Supply.Kind kind = kind();
        return new Done(reason, meter.told(), cost(), kind == Supply.Kind.CACHED, kind == Supply.Kind.COALESCED);
    }

    /** What the caller pays for. Asked once, since it says to whom it falls. */
    private Usage used(End end) {
        if (supply == null || !supply.pays(end != End.LEFT)) return Usage.NONE;
        return meter.used(end, supply.asked());
    }

    /** Whether a provider has it. On the lane's loop. */
    boolean asked() {
        return supply != null && supply.asked();
    }

    private double cost() {
        return order.route().cost(used);
    }

    private void finish(Outcome outcome, String status, StreamEvent.Terminal last) {
        if (finished) return;
        finished = true;
        lane.admitted(this);
        interest.close();
        tellShared();
        if (supply != null) supply.close(outcome);
        if (charge != null) charge.settle(used);
        log.append(last);
        hub.ended(this);
        if (whenOver != null) whenOver.accept(outcome == Outcome.SUCCESS ? (Done) last : null);
        tell(status);
    }

    private void tellShared() {
        if (toldShared || order.shared() || kind() == Supply.Kind.OWN) return;
        toldShared = true;
        hub.observer().shared(order.route().model(), kind());
    }

    private void tell(String status) {
        String model = order.route().model();
        Way way = way();
        if (supply != null && supply.calls())
            hub.observer().asked(new ProviderCall(model, order.who().tier(), way, status, meter.told(), cost(), true));
        if (order.shared()) return;
        hub.observer()
                .ended(new Ended(
                        order.from(),
                        order.who(),
                        order.stream(),
                        model,
                        status,
                        kind(),
                        way,
                        meter.told(),
                        cost(),
                        firstContentNanos,
                        hub.nanos() - beganNanos));
    }

    /** What it took so far. On the lane's loop. */
    Way way() {
        return supply == null ? Way.NONE : supply.way();
    }

    /** Whether this session reads it. Any thread. */
    boolean readBy(SessionId session) {
        return interest.sessions().contains(session);
    }
}
